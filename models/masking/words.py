"""The word lists behind `models.masking.rules`: what follows a number or a cue without being a secret."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DIGIT_WORDS = _words(
    # Indonesian, then Javanese and Sundanese as people mix them in.
    """
    nol kosong satu dua tiga empat lima enam tujuh delapan lapan sembilan
    siji loro telu papat limo enem pitu wolu songo sanga
    hiji tilu opat genep dalapan salapan
    """
)

# A number told in words is hidden when it holds one of these, as nearly every number does.
ZERO_OR_EIGHT = ("nol", "kosong", "lapan", "wolu")

BANKS = _words(
    """
    bca bri bni btn bsi bjb blu mandiri cimb danamon permata seabank jago jateng jatim maybank ocbc panin mega
    bukopin muamalat btpn jenius neo dana ovo gopay shopeepay linkaja briva
    """
)

# Short words and units that follow a number in ordinary sentences ("B 12 DI", "D 30 HARI").
NOT_A_SERIES = frozenset(
    _words(
        """
    ada ade ajh aja an apa bgt bln bsk cm cuma dan dgn di dia dr dri dulu gan gk hal hr ini itu jam jd jg jgn jln
    jt juta kak kali kg ke km kmrn kok ku la lagi lah lbh lg lu mah mau mb menit min mm mnt nih org pak pas pcs pm
    rb ribu rp rt rw s sama sd sdh si smp sy th thn tp tgl udh unit utk wib wit wita ya yg
    """
    )
)

# After a bare number these say that it counted something, so that no house is meant ("jl magelang 2 motor").
COUNTED = _words(
    """
    jam hari menit mnt meter m km orang org motor mobil truk unit kali x tahun thn bulan bln minggu arah jalur lajur
    rb ribu jt juta persen titik anak kendaraan
    """
)

# What follows "nama" or "atas nama" without naming anybody.
NOT_A_NAME = frozenset(
    _words(
        """
    allah bangsa demokrasi hukum indonesia instansi institusi jabatan kapolri keadilan keluarga komandan
    kemanusiaan kepolisian korban masyarakat negara oknum pelaku perusahaan pihak pimpinan pol polda polisi
    polisinya polres polresta polrestabes polri polsek pribadi pt
    cv rakyat saya sendiri siapa tuhan umum undang warga yayasan agama cinta rezim republik ham hak presiden jokowi
    prabowo kampus organisasi partai rumah sekolah kantor bank toko lembaga pemerintah aparat pak bu kami kita
    """
    )
)

# Ordinary words that end a name written in small letters, or show that there is none.
ENDS_A_NAME = frozenset(
    _words(
        """
    ada adalah agar aja ajah aku akan alamat alias apa asal atau baik bagus bahwa bisa bukan bu buat cuma dan dalam
    dari dengan dgn di dia doang dong dr dri gak ga gk gw gitu hp ialah ikut ingin ini itu jadi jd jg juga jelek kak
    kami kan karena kapan karna ke kena kita kok kota lagi lah laporan lg lokasi mas masih mau min mohon mhn nih nik
    nmr no nomor nomer org orang pak pernah pada rek rekening rusak saja sama sampai saya sdh sebagai sekarang
    selalu seperti siapa sih sudah supaya surat sy tapi tp telah tidak tdk tinggal tlp tolong tlg trus tsb udah udh
    umur untuk usia utk wa warga ya yaitu yang yg bca bri bni bsi btn mandiri dana ovo gopay
    """
    )
)

# Capitalised words that follow "korban" or "pelaku" and are events, bodies or trades.
NOT_A_PARTY = frozenset(
    _words(
        """
    bencana begal covid gempa banjir judi judol kanjuruhan kekerasan kdrt lapindo narkoba penipuan pinjol polisi
    polri polres polda pungli tragedi umkm usaha utama daftar yang dari ini itu
    """
    )
)

# What opens the address of a home; a house number, a block or an RT has to follow.
PLACES = _words(
    """
    jl jln jalan gang gg lorong lrg jorong nagari banjar br kp kampung dusun dsn dukuh padukuhan perum perumahan
    komplek kompleks komp cluster griya taman kavling kav lingkungan apartemen apart apt rusun rusunawa pondok
    """
)

PROVIDERS = ("gmail", "yahoo", "ymail", "hotmail", "outlook", "icloud", "rocketmail", "proton")
