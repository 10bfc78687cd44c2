"""The Django admin: every table to look at, search, filter and take away; what readers see is changed through the
services only.

Reports, findings and uploads are read here. Their changes run over actions and the upload form, which call the same
services as the desk, so that versions, histories and the index follow.
"""

from django.contrib import admin

from archive.admin import findings, identities, localities, reports, uploads

__all__ = ["findings", "identities", "localities", "reports", "uploads"]

admin.site.site_header = "党建报告库 · 后台"
admin.site.site_title = "党建报告库"
admin.site.index_title = "各表"
