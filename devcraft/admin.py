"""The admin: accounts, keys and imports. It signs in through the site's own door."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from devcraft import clock
from devcraft.http import way_back
from devcraft.models import Backup, ClientKey, Person, RawRow, Restore, SourceRow, User

admin.site.site_header = "Devcraft admin"
admin.site.site_title = "Devcraft admin"
admin.site.index_title = "Tables and approvals"


@login_not_required
def sign_in_first(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """One door: the throttled sign-in page, not a second form."""
    if request.user.is_authenticated:
        return redirect("today")
    wanted = way_back(request, default=reverse("admin:index"))
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': wanted})}")


admin.site.login = sign_in_first  # type: ignore[method-assign]  # as Django's docs advise


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that people look at and never change here."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


RIGHTS = ("person", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")


class AccountCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "person")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].required = False
        self.fields["person"].help_text = "Empty: a new person with this name."


@admin.register(User)
class AccountAdmin(UserAdmin):
    add_form = AccountCreationForm
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "person", "usable_password", "password1", "password2"),
            },
        ),
    )
    fieldsets = (
        (None, {"fields": ("username", "password", "person")}),
        ("Desk", {"fields": ("zone", "day_start_hour", "theme", "has_single_keys")}),
        (
            "May",
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
    )
    list_display = ("username", "person", "zone", "is_staff", "is_active", "last_login")
    list_select_related = ("person",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        if obj.person_id is None:
            obj.person = Person.objects.create(name=obj.username)
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a superuser says what an account may, and which person it belongs to."""
        return () if request.user.is_superuser else RIGHTS

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are switched off, never deleted: their rows are evidence."""
        return False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(ClientKey)
class ClientKeyAdmin(ReadOnlyAdmin):
    list_display = ("name", "public_id", "owner", "scopes", "last_used_at", "revoked_at")
    list_select_related = ("owner",)
    actions = ["revoke"]  # type: ignore[assignment]  # the base allows none
    exclude = ("secret_hash",)

    @admin.action(description="Revoke the chosen keys", permissions=["view"])
    def revoke(self, request: HttpRequest, keys: Any) -> None:
        done = keys.filter(revoked_at=None).update(revoked_at=clock.now())
        self.message_user(request, f"Revoked {done} keys.")


@admin.register(SourceRow)
class SourceRowAdmin(ReadOnlyAdmin):
    list_display = ("source", "table", "source_id", "target_table", "target_id", "imported_at")
    list_filter = ("source", "table")
    search_fields = ("source_id",)


@admin.register(RawRow)
class RawRowAdmin(ReadOnlyAdmin):
    list_display = ("source", "table", "source_id", "reason", "imported_at")
    list_filter = ("source", "table")
    search_fields = ("source_id", "reason")


@admin.register(Backup)
class BackupAdmin(ReadOnlyAdmin):
    list_display = ("name", "made_at", "bytes", "sha256")
    ordering = ("-made_at",)


@admin.register(Restore)
class RestoreAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "at", "made_at")
    ordering = ("-pk",)
