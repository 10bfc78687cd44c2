"""The one signal by which the archive tells others that something a reader can find has changed.

``reports_changed`` is sent by the services, inside the transaction that changes the rows, with ``report_ids``: an
iterable of ids of reports that were published, changed while published, or withdrawn. A receiver that writes does so
in the same transaction, so that its note is kept or lost together with the change.
"""

from django.dispatch import Signal

reports_changed = Signal()
