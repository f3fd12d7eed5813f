"""Words that decide whether two messages are alike: calls that say nothing, and how places are named."""

# Words that every complaint may hold, after spelling them out: alone they name no event.
_BARE = """
pak bapak bu ibu min admin kak bang mas mbak om gan bos komandan ndan jenderal polisi polri polda polres
polsek polresta polrestabes kapolri kapolda kapolres kapolsek humas propam satlantas reskrim aparat petugas
tolong mohon minta bantu bantuan bantuannya segera cepat cepetan lekas langsung ditindak tindak
ditindaklanjuti tindaklanjuti tindakan menindak ditangkap tangkap usut diusut tuntas proses diproses cek dicek
periksa diperiksa turun tangan atensi perhatian perhatiannya respon responnya direspon viral viralkan diviralkan
up sundul share sebarkan bagikan repost lihat liat lihatlah tonton video videonya foto fotonya postingan unggahan
ini itu tersebut begini begitu gini gitu sini situ sana yang dan atau dengan untuk dari ke di pada dalam oleh
karena agar supaya biar jika kalau bila saat ketika sejak sampai hingga sudah belum telah akan sedang masih
lagi juga saja pun lah kah kok sih dong deh nih tuh ya iya tidak bukan jangan ada adalah bisa dapat harus mau
ingin apa apakah siapa kapan mana bagaimana kenapa mengapa berapa saya aku kami kita kamu anda dia mereka nya
orang warga masyarakat banyak sangat sekali banget terlalu lebih paling semua para setiap
sekarang kemarin hari malam pagi siang sore tadi nanti besok minggu bulan tahun jam lalu barusan baru
terima kasih makasih salam selamat assalamualaikum info izin lapor laporan laporkan melaporkan
meresahkan resah parah akun
"""
BARE = frozenset(_BARE.split())

_PLACE_CUES = """
jalan simpang perempatan pertigaan persimpangan pasar jembatan kampung desa dusun kelurahan kecamatan gang
terminal stasiun spbu tol bundaran lapangan pelabuhan bandara mal mall plaza sekolah smp sma smk sd kampus
masjid gereja taman pantai perumahan kompleks komplek flyover underpass kabupaten kota gerbang alun-alun
"""
PLACE_CUES = frozenset(_PLACE_CUES.split())

# Names of places that are everyday words elsewhere.
NAMES_LIKE_TIMES = frozenset(
    {("pasar", "minggu"), ("pasar", "baru"), ("kampung", "baru"), ("pasar", "malam"), ("kota", "lama")}
)

# What may follow "jalan" or "di" without naming a place.
_GENERIC_PLACES = """
depan belakang samping sebelah dekat atas bawah tengah pinggir ujung sekitar seberang luar dalam antara arah
raya besar utama umum tikus keluar masuk rusak macet berlubang gelap sepi licin buntu layang nasional
provinsi negara rumah kantor parkiran tempat lokasi daerah wilayah kawasan lingkungan sekolah
jalan-jalan kaki terus dulu tadi kota daerah-daerah
indonesia sosmed medsos grup internet tiktok facebook instagram twitter youtube
bawah-umur ganggu ambil buat jual jadi kasih
"""
GENERIC_PLACES = frozenset(_GENERIC_PLACES.split())

# Links that lead to no event: pages of offices, maps, messengers.
NO_EVENT_HOSTS = (
    "go.id",
    "wa.me",
    "whatsapp.com",
    "t.me",
    "linktr.ee",
    "maps.google.com",
    "maps.app.goo.gl",
    "goo.gl",
)
