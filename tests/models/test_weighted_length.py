import pytest

from models.weighted_length import weighted_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Laporan diterima", 16),
        ("terima kasih 🙏", 15),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇮🇩", 2),
        ("日本", 4),
        ("café", 4),
        ("cafe\u0301", 4),
        ("“kutipan” – garis", 17),
        ("lihat https://example.com/sangat/panjang/sekali/alamatnya?x=1 ya", 6 + 23 + 3),
        ("buka lapor.go.id/aduan", 5 + 23),
        ("surel warga@example.com", 23),
        ("jl. merdeka no.5", 16),
    ],
)
def test_it_counts_as_x_counts(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_a_text_of_280_letters_fits_exactly() -> None:
    assert weighted_length("a" * 280) == 280
    assert weighted_length("a" * 279 + "🙏") == 281
