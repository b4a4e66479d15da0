"""Masked contacts are recognized by who knows them and reach nobody."""

from __future__ import annotations

import pytest

from marketplace.services.contacts.mask import mask_address, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张**"), ("欧阳上传", "欧**"), ("王", "王**"), ("", "")]
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("028-8000-0001", "028****0001"),
        ("8000001", "****01"),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("zhang@example.cn", "z***@example.cn"),
        ("z@example.cn", "z***@example.cn"),
        ("zhang", "***"),
        ("", ""),
    ],
)
def test_addresses(email: str, masked: str) -> None:
    assert mask_address(email) == masked
