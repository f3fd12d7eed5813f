"""The guard's table. The order is the order in which broken rules are told: what harms most comes first."""

from __future__ import annotations

import re

from models.guard.conduct import CONDUCT
from models.guard.identity import IDENTITY
from models.guard.justice import JUSTICE

RULES = (*IDENTITY, *JUSTICE, *CONDUCT)
CODES = tuple(dict.fromkeys(rule.code for rule in RULES))
# Numbers and addresses of an office are meant to be told; the same shapes beside a citizen are not.
PUBLIC_LINE = re.compile(
    r"\b(?:hotline|call\s?center|layanan|pelayanan|kantor|alamat\s+(?:kantor|kami|satpas|samsat|polres|polsek)|satpas|samsat|spkt|posko|polres\w*|polsek|polda|sapa|nomor\s+(?:resmi|pengaduan|layanan|aduan|darurat)"
    r"|pengaduan|aduan|pusat\s+panggilan|gerai|loket|puskesmas|rumah\s+sakit|rsud|damkar|ambulans|dinas|bpbd|propam|center)\b",
    re.IGNORECASE,
)
PRIVATE_PARTY = re.compile(
    r"\b(?:pelapor|terlapor|korban|pelaku|tersangka|saksi|warga|keluarga|ibunya|bapaknya|ayahnya|orang\s*tua|beliau|rumah(?:nya)|ybs|saudara|sdri?|pemilik|nik|ktp|rekening|aiptu|aipda|bripka|bripda|briptu|brigadir|ipda|iptu|akp)\w*\b",
    re.IGNORECASE,
)
