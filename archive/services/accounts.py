"""The three roles of the staff, and a login to begin with."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction

ENTRY, REVIEW, ADMIN = "录入员", "审核员", "管理员"
# Role → (app, model, actions). Each role may what the one before may.
MAY: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    ENTRY: (
        ("archive", "upload", ("add", "view")),
        ("archive", "report", ("view",)),
        ("archive", "finding", ("view",)),
        ("archive", "initiative", ("view",)),
        ("archive", "author", ("view",)),
        ("archive", "locality", ("view",)),
    ),
    REVIEW: (
        ("archive", "upload", ("change",)),
        ("archive", "report", ("change",)),
        ("archive", "finding", ("change",)),
        ("archive", "initiative", ("change",)),
        ("archive", "author", ("change",)),
    ),
    ADMIN: (
        ("archive", "", ("add", "change", "delete", "view")),
        ("search", "", ("view",)),
        ("auth", "user", ("add", "change", "view")),
        ("auth", "group", ("view",)),
    ),
}
DEMO_NAME = "demo"


@dataclass(frozen=True)
class DemoLogin:
    """``password`` is known only at the start at which it was made; afterwards it stands in ``path``."""

    name: str
    password: str
    path: Path


def demo_login_file() -> Path:
    return Path(settings.DATA_DIR) / "demo_login.txt"


@transaction.atomic
def ensure_groups() -> None:
    """The three groups with their permissions; what an operator added to them stays."""
    granted: list[Permission] = []
    for role, rights in MAY.items():
        for app, model, actions in rights:
            found = Permission.objects.filter(content_type__app_label=app)
            if model:
                found = found.filter(content_type__model=model)
            granted += [p for p in found if p.codename.split("_", 1)[0] in actions]
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(*granted)


@transaction.atomic
def ensure_demo_users() -> DemoLogin | None:
    """The groups, and on a machine without any account one login in the role 管理员, whose password is random.

    Returns the login when it was made now, else None. The password is kept in clear only in a file that its owner
    alone can read, so that it can be looked up after the first start.
    """
    ensure_groups()
    users = get_user_model()
    if users.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    user = users.objects.create_user(DEMO_NAME, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=ADMIN))
    path = demo_login_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"用户名：{DEMO_NAME}\n密码：{password}\n")
    return DemoLogin(DEMO_NAME, password, path)
