"""A form that takes several files at once (of the admin)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import ModelForm

from archive.models import Upload


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; cleaned to a list. An empty file is let through: the service says what is wrong with it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data]
        cleaned = [super(ManyFilesField, self).clean(file, initial) for file in files if file]
        if not cleaned:
            raise ValidationError("没有选择文件。")
        return cleaned


class FilesForm(ModelForm):
    files = ManyFilesField(label="文件", help_text="可选多个；逐个读取，一个出错不影响其余。")

    class Meta:
        model = Upload
        fields: Sequence[str] = ()
