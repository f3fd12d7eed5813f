"""The guard's table: every rule code with its patterns, what makes a match harmless, and why it is there.

The order is the order in which broken rules are told: the one that harms most comes first. `unless` is
looked for in the same sentence, around the match. `public_only` rules rest where only the citizen reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.guard_words import (
    AT_SCHOOL,
    CHILD,
    COME,
    CRIME_NOUN,
    CRIME_VERB,
    EVENT_PLACE,
    EXPLAIN,
    HARMED,
    INITIALS,
    JOB,
    KIN,
    LAWFUL_STEP,
    LIVES,
    NAME,
    NAMED,
    NOT_SO,
    OFFICE,
    PARENT,
    PERSON,
    PLACE_OF_YOU,
    PRIVATELY,
    PUPIL,
    SCHOOL,
    SHARE,
    SPEECH,
    SURELY,
    VICTIM,
    WHERE,
    YOU,
    gap,
    noun,
)


@dataclass(frozen=True)
class Rule:
    """One family of forbidden wordings: `pattern` breaks the rule `code`, save where `unless` stands near."""

    code: str
    reason: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    public_only: bool = False


def _rule(code: str, reason: str, *patterns: str, unless: str = "", public_only: bool = False) -> Rule:
    joined = "|".join(rf"\b(?:{pattern})(?!\w)" for pattern in patterns)
    harmless = re.compile(unless, re.IGNORECASE) if unless else None
    return Rule(code, reason, re.compile(joined, re.IGNORECASE), harmless, public_only)


# Words of a condition, a suspicion or a court: what they stand beside is no verdict.
_OPEN = (
    r"\b(?:bila|jika|jk|kalau|kalo|apabila|andai\w*|seandainya|setiap|siapa(?:pun|\s+pun|\s+saja)?|belum|blm|bukan|diduga|dugaan|terduga\s+pelaku|praduga|apakah|hingga"
    r"|sampai\s+ada|pengadilan|hakim|putusan|tidak\s+(?:dapat|bisa|boleh|menyimpulkan)|mohon\s+tidak|jangan|anggota\s+yang\s+terbukti|yang\s+mengaku|mengatasnamakan|waspada\w*|ciri|dicari|mencari|penyelidikan)\b"
)
_RIGHTS = (
    r"\b(?:dapat\s+(?:melapor|menghubungi|didampingi|meminta)|bisa\s+(?:melapor|menghubungi|menyampaikan|dilakukan)|berhak|bila|jika|apabila|kalau\s+(?:ada|anda|kakak)|tersedia|sil[ah]+kan\s+(?:me)?(?:lapor|hubungi|kirim|lanjut|sampai|tulis|kontak|telepon)\w*"
    r"|kerahasiaan\w*|rahasia\w*|merahasiakan|lindungi|dilindungi|melindungi|perlindungan|jangan|jgn|tidak\s+(?:disebar\w*|diunggah|menyebar\w*|membagi\w*|dapat|kami|akan|boleh|mengungkap)|hindari|setiap|para)\b"
)
_CAMPAIGN = (
    r"\b(?:kegiatan|penyuluhan|sosialisasi|patroli|pulang\s+sekolah|jam\s+masuk|apel|upacara|mpls|edukasi|menyapa|imbauan|diimbau|mengimbau|kunjungan|lomba|program|sahabat\s+anak"
    r"|zebra\s+cross|penyeberangan|menyeberang\w*|police\s+goes|binluh|seminar|ujian|rekrutmen|penerimaan|pendaftaran|arus|lalu\s+lintas\s+di|macet|kemacetan|persyaratan|syarat|beasiswa)\b"
)
_OURS = r"\b(?:kami|polri|kepolisian|institusi)\s+(?:\w+\s+){0,2}(?:mohon|minta|meminta|memohon|menyampaikan|bertanggung|sampaikan|siap\s+bertanggung)\b|\b(?:maaf\s+kami|dari\s+kami|tanggung\s+jawab\s+kami)\b"
_OFFENCE = (
    r"\b(?:pelaku\s+\w+|pengendara|pengemudi|melawan\s+arus|knalpot|parkir|balap\w*|menerobos|rambu|helm|judi|narkoba|tilang|pungli|penipuan|pencurian|anggota\s+(?:yang|kami)|mengancam\s+(?:kakak|anda|ibu|bapak)"
    r"|diancam|korban\s+(?:dapat|bisa|berhak)|pinjol|kekerasan|membakar|denda|hakim|setiap\s+orang|ponsel|berkendara|pengancaman|pelakunya|mabuk|narkotika|merampas|pencurian|tanpa\s+sim|penadah|kdrt|menelantarkan|pemalsuan|petasan)\b"
)

RULES: tuple[Rule, ...] = (
    # --- children: UU 11/2012 art. 19 protects a child as victim, witness or offender ---
    _rule(
        "child_identity",
        "A child's name, initials or parents' names may not be told.",
        rf"(?:{CHILD}|{PUPIL}){gap(45)}{NAMED}\s*:?\s*{INITIALS}",
        rf"(?:{CHILD}|{PUPIL}){gap(40)}(?:{NAMED})\s+{NAME}",
        rf"(?:{CHILD}|{PUPIL}){gap(45)}(?:inisial|berinisial|bernama|namanya|jenenge|arane|namina|ngaranna|namonyo|goarna)",
        rf"(?:inisial|berinisial|bernama){gap(12)}\(?\d{{1,2}}\)?\s*(?:th|thn|tahun|taun)?{gap(25)}(?:{CHILD}|{PUPIL})",
        unless=_RIGHTS,
    ),
    _rule(
        "child_identity",
        "A school or a class leads to one child.",
        rf"(?:{PUPIL}|{CHILD}){gap(30)}{SCHOOL}{gap(6)}(?:\w+)?",
        rf"{AT_SCHOOL}{gap(12)}{SCHOOL}(?:\s+\w+)?",
        unless=_CAMPAIGN + "|" + _RIGHTS,
    ),
    _rule(
        "child_identity",
        "Whose child it is, and what the parents do, names the child as well.",
        r"(?:anak|putra|putri|cucu|keponakan|ponakan|anak\s+(?:kandung|tiri|angkat|asuh|didik|bungsu|sulung)|budak|dakdanak|boruna|anana|pianak|lare)(?:nya|na|e|ne|nyo|ta)?\s+(?:kandung\s+|tiri\s+|angkat\s+)?(?:itu\s+)?(?:dari\s+|seorang\s+)?"
        r"(?:pak|bu|ibu\s+(?-i:[A-Z])|bapak\s+(?-i:[A-Z])|haji|ustaz|ketua|kepala|kades|lurah|camat|pemilik|penjual|pedagang|guru|tukang|anggota|terlapor|pelaku|tersangka|pengusaha|juragan|penjaga|tetangga|kyai|kiai|rt|rw|pejabat)(?:\s+\w+)?",
        rf"{PARENT}{gap(12)}(?:{JOB}|{LIVES}|{NAMED})",
        rf"(?:{CHILD}|{PUPIL}){gap(30)}(?:tinggal\s+(?:di|serumah)|rumahnya|beralamat|alamatnya|omahe|imahna|umahe|jabuna|warga\s+(?:desa|kampung|gang|dusun|rt|kelurahan|kompleks|perum\w*|jalan|jl))",
        unless=r"\b(?:hindari|jauhkan|lindungi|melindungi|diimbau|imbau|mengawasi|pengawasan|memastikan|hilang)\b",
    ),
    _rule(
        "child_identity",
        "A child's face is its identity.",
        rf"(?:foto|wajah|muka|potret|gambar|video|rupa)(?:nya)?{gap(12)}(?:{CHILD}|{PUPIL})",
        unless=NOT_SO + r"|\b(?:mohon|hapus|dihapus|hilang|laporkan|bila|jika|buram\w*|sensor)\b",
    ),
    # --- victims ---
    _rule(
        "victim_identity",
        "A victim's name, initials or account may not be told.",
        rf"(?:{VICTIM}|{HARMED}){gap(45)}(?:{NAMED}\s*:?\s*(?:{INITIALS}|sdri?\b|{NAME})|akun\s+\w+(?:nya)?|{INITIALS}\s*,?\s*\(?\d\d)",
        rf"(?:nama|inisial|identitas){gap(3)}{VICTIM}{gap(5)}(?:adalah|yaitu|ialah|inisial|berinisial|bernama|{INITIALS})",
        rf"(?:{VICTIM}|{HARMED})\b[^!?\n]{{0,60}}?\bnamanya\s+(?:(?:ny|nyonya|sdri?|ibu|bapak|pak|bu|mbak|mas|saudari|saudara)\s+)?(?:{INITIALS}|{NAME})",
        rf"{VICTIM}\s+(?:adalah\s+|yaitu\s+|ialah\s+|itu\s+|atas\s+nama\s+)?(?:ibu|bu|bapak|pak|sdri?|saudari|saudara|mbak|mas|ny|nyonya|nona|tuan)\s+(?:{INITIALS}|{NAME})",
        rf"{VICTIM}\s+(?:adalah|yaitu|ialah|bernama)\s+(?:saudari|saudara|sdri?|ibu|bapak|seorang)",
        rf"(?:ny|nyonya|nona|sdri?|saudari|saudara|ibu|bu|mbak|mas|pak|bapak)\s+{INITIALS}{gap(4)}(?:{HARMED}|{VICTIM})",
        rf"{VICTIM}\s*\(?\s*{INITIALS}",
        rf"{VICTIM}{gap(25)}(?:bernama|berinisial)",
        unless=_RIGHTS,
    ),
    _rule(
        "victim_identity",
        "Work, home or family leads to the victim.",
        rf"(?:{VICTIM}|{HARMED}){gap(45)}(?:{JOB}|{KIN})(?!\s+(?:korban|yang\s+mendampingi))",
        rf"(?:{VICTIM}|{HARMED}){gap(45)}{LIVES}\s+(?:\w+\s+)?(?:di|neng|ing|ring|ti|ka|desa|kampung|dusun|gang|gg|komplek\w*|perum\w*|jalan|jl|rt|lorong|kost?|wadon|lanang|awewe|dekat|blok|jorong|nagari|banjar|huta|lembang|kompleks|(?-i:[A-Z]\w+))",
        rf"(?:{VICTIM}|{HARMED})\b[^!?\n]{{0,60}}\.\s+(?:beliau|ia|dia|dirinya|almarhumah?|orangnya|rumahnya|kerjanya|tinggalnya)\s+(?:adalah\s+|itu\s+|seorang\s+)?(?:{KIN}|{JOB}|{LIVES})",
        unless=_RIGHTS
        + r"|\bkorban\s+(?:jiwa|banjir|gempa|kebakaran|bencana|luka)\b|\b(?:keluarga\s+korban\s+(?:kecelakaan|kebakaran)|kehilangan|pendampingan|psikolog|tim\s+pendamping|lpsk|petugas\s+(?:mendampingi|menemani))\b",
    ),
    _rule(
        "political",
        "The police take no side: no candidate, party, election or policy is praised or blamed.",
        r"(?:dukung|dukunglah|mendukung|pilih|pilihlah|milih|memilih|coblos|nyoblos|coblosen|piliah|pilihi|pilihono|nyoblosi|menangkan|memenangkan|sukseskan|jagokan|jagoan|pilleh|mamillit|pillit|sokong|menyokong|dorong|kawal\s+kemenangan|suara\s+untuk)\s+(?:\w+\s+){0,3}(?:paslon|partai|calon|cawapres|capres|caleg|cagub|cabup|cawalkot|petahana|incumbent|pemimpin|pamimpin|presiden|gubernur|bupati|wali\s?kota|walkot|dpr\w*|nomor\s+(?:urut|satu|dua|tiga|\d)|nomer\s+\w+|no\s+urut|no\s+\d|kebijakan|koalisi|program\s+(?:presiden|pemerintah|gubernur)|pilkada|pilpres|pemilu)(?:\s+\w+){0,2}",
        r"(?:paslon|capres|cawapres|cagub|cabup|caleg|calon\s+(?:presiden|gubernur|bupati|wali\s?kota|nomor\s+\w+)|petahana)\s+(?:\w+\s+){0,2}(?:menang|unggul|terbaik|layak|cocok|hebat|kalah|gagal|pantas|lebih\s+baik|idaman|kita|kami)",
        rf"(?:pilih|milih|coblos|nyoblos|dukung|piliah|menangkan){gap(35)}(?:pilkada|pilpres|pemilu|pileg|pilgub|pilbup|pilwalkot|pilkades|bilik\s+suara|surat\s+suara)",
        r"(?:terpilih|menang|menjabat|memimpin|jadi\s+(?:presiden|gubernur|bupati|wali\s?kota))\s+(?:lagi|kembali|maning|deui|baliak)|(?:partai|parpol)\s+(?:\w+\s+)?(?:memang|selalu|emang|biang|perusuh|penghasut|terbaik|itu\s+\w+|korup|pembohong)(?:\s+\w+)?",
        r"(?:disponsori|didanai|dibiayai|digerakkan|diotaki|didalangi|dibeking|disetir)\s+(?:oleh\s+)?(?:elite?|oposisi|partai|parpol|asing|cukong|lawan\s+politik|politisi|tokoh|pihak\s+tertentu)(?:\s+\w+)?",
        r"(?:nomor|nomer|no)\s+urut\s+\w+|(?:lawan|musuh|pesaing)\s+politik(?:\s+\w+)?",
        r"(?:dua|2|tiga|3)\s+periode|ganti\s+presiden|lanjutkan\s+(?:perjuangan\s+)?(?:presiden|pak|bapak)\s+\w+",
        r"(?:partai|parpol|kubu|koalisi|kelompok|pihak|barisan)\s+(?:oposisi|sebelah|seberang|lawan|penguasa|pendukung|itu\s+memang|tertentu\s+yang)|antek(?:-antek)?\s*\w*|antek|komunis|pki|kaum\s+(?:intoleran|radikal|kadrun)",
        r"ditunggangi(?:\s+\w+){0,3}|(?:kepentingan|agenda|muatan|pesanan|tunggangan)\s+politik|(?:mahasiswa|massa|pendemo|demonstran|demo|aksi)\s+(?:bayaran|pesanan|titipan|nasi\s+bungkus|nasbung)|(?:dibayar|bayaran)\s+(?:oposisi|partai|asing)|antek\s+asing",
        r"(?:pemerintah\w*|rezim|presiden|gubernur|bupati|wali\s?kota|dpr\w*|menteri|kabinet|orde)\s+(?:\w+\s+){0,4}(?:memang\s+)?(?:gagal|payah|bobrok|terbaik|hebat|paling\s+(?:baik|berhasil|hebat)|berhasil|sukses|luar\s+biasa|tidak\s+becus|gak\s+becus|zalim|dzalim|keren|zaman\s+dulu\s+lebih)(?:\s+\w+)?",
        r"(?:ruu|uu|undang-undang|perppu|perda|kebijakan|revisi|putusan\s+mk)\s+(?:\w+\s+){0,3}(?:harus|wajib|perlu|patut|sudah\s+tepat|sangat\s+tepat|layak|segera|memang\s+(?:bagus|jelek))\s+(?:\w+\s+)?(?:disahkan|ditolak|didukung|dicabut|dibatalkan|dilawan|tepat)",
        r"(?:belum|gak|ga|tidak|tak)\s+(?:bisa\s+)?move\s+on\s+(?:dari\s+)?(?:pemilu|pilpres|pilkada|kekalahan)?|(?:kalah|menang)\s+(?:pemilu|pilpres|pilkada)|hasil\s+kerja\s+nyata\s+(?:presiden|bapak|pak|pemerintah)(?:\s+\w+)?|(?:makar|menjatuhkan|menggulingkan)\s+(?:pemerintah|presiden)",
        unless=r"\b(?:netral|netralitas|dilarang|tidak\s+(?:memihak|berpihak|mendukung|boleh)|pengalihan\s+arus|pengamanan|pengawalan|bawaslu|kpu|pelanggaran|diduga|dugaan)\b",
    ),
    # --- guilt: KUHAP art. 91, nobody is guilty before the judgement ---
    _rule(
        "guilt_language",
        "Certainty beside a crime is a verdict before the judgement.",
        rf"{SURELY}\s+(?:(?:sudah|telah|yang|yg|sing|nu|nan|nang|na|ane|se|ia|dia|dy|si|seorang|merupakan|adalah|ji|mi|lah|su|memang|itu|ada|secara\s+\w+)\s+){{0,3}}(?:{CRIME_NOUN}|{CRIME_VERB}|bersalah|salah\s+satu\s+pelaku)",
        rf"{SURELY}\s+(?:\w+\s+){{0,2}}(?:yang|yg|sing|nu|nan|nang|na|ane|se)\s+(?:{CRIME_NOUN}|{CRIME_VERB}|{CRIME_VERB}\s+\w+|salah|ambil|bawa\s+lari)",
        rf"{SURELY}\s+{PERSON}\s+(?:\w+\s+){{0,2}}(?:yang|yg|sing|nu|nan|nang|na|ane|se|pelaku\w*)\s+(?:{CRIME_NOUN}|{CRIME_VERB}|ambil|salah)",
        rf"{SURELY}\s+(?:{PERSON}|itu|orangnya|si\s+\w+)\s+{CRIME_NOUN}",
        rf"{SURELY}\s+(?:bersalah|lah\s+tabukti|korupsi|lah\s+mangaku)",
        r"(?:sudah|sdh|udah|telah|lah|alah|tos|geus|wis|wes|sampun|su|so|ampon|nunga|sudah\s+jelas)\s+(?:terbukti|kabuktian|tabukti|kebukten|kabukti|tarbukti|tangkas|terang\s+bersalah)",
        unless=_OPEN,
    ),
    _rule(
        "guilt_language",
        "A named or pointed-out person is called a criminal.",
        rf"{PERSON}\s+(?:{INITIALS}\s+|{NAME}\s+|itu\s+|ini\s+|tersebut\s+|bernama\s+|inisial\s+|yang\s+){{0,2}}(?:{SURELY}\s+|yang\s+|yg\s+|sing\s+|nu\s+|nan\s+|nang\s+|na\s+|ini\s+|itu\s+|su\s+|telah\s+|sudah\s+){{0,3}}(?:{CRIME_VERB}|{CRIME_NOUN}|bersalah)",
        rf"{INITIALS}\s+(?:{SURELY}\s+|telah\s+|sudah\s+|yang\s+|yg\s+|sing\s+|nu\s+|nan\s+|nang\s+|na\s+){{0,2}}(?:{CRIME_VERB}|bersalah|pelakunya)",
        rf"{CRIME_NOUN}\s+(?:\w+\s+){{0,2}}(?:adalah|ialah|yaitu|tak\s+lain|tidak\s+lain|memang|ya|yo|nyaeta|iolah)\s+(?:si\s+|seorang\s+)?(?:{PERSON}|{INITIALS}|{KIN}|{JOB}|{NAME}|orang)",
        rf"{CRIME_NOUN}\s+(?:itu\s+|ya\s+|adalah\s+)*si\s+\w+",
        rf"{CRIME_NOUN}\s+(?:kambuhan|ulung|berdarah\s+dingin|berulang|kelas\s+kakap|itu\s+(?:si|pak|bu|bapak|ibu)\b|kembali\s+berulah|berulah\s+lagi|lama)",
        r"(?:pemain\s+lama|spesialis\s+(?:curanmor|pencuri\w*|maling|bobol\s+rumah)|residivis\s+(?:itu|ini|kasus)|otak\s+(?:di\s*balik|pelaku|pencurian|kejahatan)|otak\s+dari)",
        r"(?:sampah|musuh)\s+masyarakat\s+(?:ini|itu)",
        rf"{PERSON}\s+(?:\w+\s+){{0,2}}(?:yang|yg|sing|nu|nan|nang|na|nyang|ane)\s+(?:ba\s+)?(?:{CRIME_VERB}|{CRIME_NOUN}|salah|lalai|ugal-ugalan|bersalah|mulai\s+duluan|ngawur)",
        rf"{PERSON}\s+(?:itu\s+|ini\s+|memang\s+)?(?:sudah\s+lama\s+|sering\s+|suka\s+|sudah\s+)?(?:jadi|menjadi|dadi|jadi\s+otak|orangnya)\s+(?:seorang\s+)?{CRIME_NOUN}",
        r"(?:dia|si\s+\w+|ybs|beliau|oknum)\s+(?:memang\s+|lah\s+)*(?:orangnya|dalangnya|biangnya|biang\s+\w+)",
        unless=_OPEN,
    ),
    _rule(
        "guilt_language",
        "A confession or a blame told in public judges as well.",
        rf"(?:mengakui|akui|mengaku|ngaku|ngakui|ngakoni|ngaken|ngaku|mangaku|mangakui|diakui|ngangken|ngako)(?:nya)?\s+(?:semua\s+|segala\s+|telah\s+|sudah\s+|lah\s+)?(?:perbuatan\w*|kesalahan\w*|salah\w*|kejahatan\w*|{CRIME_VERB}|kok|di\s+kantor|bersalah|melakukan\w*)",
        r"(?:kesalahan|kelalaian|salahnya|letak\s+kesalahan|yang\s+salah|yg\s+salah)\s+(?:\w+\s+)?(?:ada|memang|terletak|berada|adalah|itu|jelas)\s+(?:pada|di\s+pihak|di|si)?\s*(?:\w+)",
        rf"(?:tidak|tak|tdk|gak|ga|mboten|ndak|teu)\s+(?:ada\s+)?(?:ragu|keraguan|diragukan|perlu\s+diragukan|disangsikan)(?:\s+lagi)?\s*,?\s*(?:bahwa\s+)?\w+{gap(30)}(?:{CRIME_NOUN}|{CRIME_VERB}|bersalah)",
        r"(?:layak|pantas|patut|cocok)\s+(?:untuk\s+)?(?:dihukum|dipenjara|membusuk|dibui|masuk\s+(?:penjara|bui))",
        unless=r"\b(?:belum|bila|jika|apabila|bukan|yang\s+mengaku|kami\s+akui|kami\s+mengakui|kesalahan\s+(?:ada\s+)?(?:pada|di)\s+(?:kami|sistem)|hakim|pengadilan|mengaku\s+(?:anggota|polisi|petugas))\b",
    ),
    # --- case secrets: UU 14/2008 art. 17 ---
    _rule(
        "case_secret",
        "A planned operation told beforehand warns the suspect.",
        rf"(?:akan|mau|bakal|badhe|ajeng|arep|rék|rek|bade|badé|ka|jagi|handak|naeng|hendak|segera|rencana\w*|siap|besok\w*|nanti\w*|malam\s+ini|sore\s+ini|isuk|beko|mangke|subuh|dini\s+hari|torang|kitong){gap(25)}"
        r"(?:(?:meng|me|ng|nge|n|di|manga?|mang|pang|peng|pa)?(?:gg?erebek|gr[eé]b[eé]k|gg?rebeg|geledah\w*|galedah|n?y?ergap|sergap|ringkus|ciduk|ge?rebekan|operasi\s+senyap)(?:an|kan|i|ah)?)",
        r"(?:rencana|persiapan|jadwal|operasi)\s+(?:peng|pe)?(?:gerebekan|geledahan|sergapan|nyergapan|nangkapan|nyamaran)",
        rf"(?:akan|bakal|besok|malam\s+ini|nanti\s+malam|dini\s+hari|subuh|mangke\s+dalu){gap(25)}(?:tangkap|menangkap|bergerak|turun\s+menangkap|amankan\s+pelaku|jemput\s+pelaku|jemput\s+tersangka)",
        r"(?:target\s+operasi|\bto\s+kami|daftar\s+target|operasi\s+tangkap\s+tangan\s+kami)",
        unless=r"\b(?:harus|surat\s+perintah|prosedur|jadwal\s+resmi|berhak|wajib\s+disertai|hoaks|pasti|jamin|janji)\b",
    ),
    _rule(
        "case_secret",
        "Covert means and informers stay secret.",
        r"(?:me|mem|men|meny|ny|di|ke|pe|peny|pen)?(?:adap|sadap)(?:an|i)?(?:\s+(?:hp|nomor|telepon|percakapan))?",
        r"(?:(?:meny|ny|di)amar(?:kan)?|undercover|under\s+cover|penyamaran)(?:\s+\w+){0,2}",
        r"(?:pura-pura|berpura-pura|nyaru|kamuflase)\s+(?:jadi|sebagai|dadi|menjadi|beli|membeli)\s+\w+|(?:ber)?pakaian\s+(?:preman|sipil|biasa)(?:\s+\w+){0,2}|(?:man|me|men)?(?:cing|mancing|pancing)\s+(?:bandar\w*|pelaku\w*|target\w*)",
        r"(?:informan|informannya|cepu|banpol\s+kami|mata-mata|spionase|sumber\s+(?:dalam|rahasia|tertutup)|orang\s+dalam\s+kami)(?:\s+kami)?",
        r"(?:kami|tim|anggota|petugas|sudah|sdh|sedang|lagi|masih|torang|kitong){gap}(?:di|meng|me|ng|peng|mang|kami\s+)?(?:intai|untit|buntuti|kuntit|pancing|jebak|surveilans|surveillance)(?:an|kan)?".replace(
            "{gap}", gap(20)
        ),
        unless=r"\b(?:hindari|jangan\s+(?:percaya|klik)|waspada\w*|penipuan|modus|mengatasnamakan|umpan|melapor|ilegal|laporkan|bila|jika)\b",
    ),
    _rule(
        "case_secret",
        "Findings, evidence and statements belong to the file, not to the public.",
        rf"(?:hasil|isi|bunyi)(?:\s+(?:dari|sementara|tes|uji|pemeriksaan|lab|laboratorium|olah))*\s+(?:visum|autopsi|otopsi|lab|labfor|laboratorium|dna|forensik|urine?|bap|gelar\s+perkara|tkp|penyidikan|penyelidikan|interogasi|balistik|sidik\s+jari)\w*{gap(15)}(?:menunjukkan|menyatakan|menyebut\w*|keluar|kaluar|positif|negatif|ada|adalah|ditemukan|terdapat|luka|bahwa|memperlihatkan|cocok|identik|mengarah|mengungkap\w*|pun|:)",
        r"hasil\s+(?:visum|bap|autopsi|otopsi)(?:nya)?",
        r"(?:dalam|di|menurut|berdasar\w*|isi|dari)\s+bap(?:nya)?(?:\s+\w+){0,2}",
        rf"(?:keterangan|pengakuan|kesaksian|katrangan)\s+(?:para\s+|beberapa\s+|dari\s+)*(?:saksi\w*|tersangka|terlapor|korban|pelapor|pelaku|ahli){gap(20)}(?:kepada\s+penyidik|menyebut\w*|bahwa|mengatakan|pelaku|menunjukkan|belum\s+cocok|berbeda|tidak\s+cocok|\w+)?",
        r"(?:tersangka|pelaku|terlapor|saksi|terduga)\s+(?:mata\s+)?(?:bilang|lihat|mengaku|mengatakan|menyebut\w*|menceritakan|menerangkan|bercerita|bilang|ngomong|ngaku|melihat)\s+\w+",
        r"saksi(?:\s+kami|\s+kunci|nya|\s+mahkota|\s+mata|\s+ahli)?\s+(?:ada|adalah|itu|ialah|yaitu|sudah\s+menyebut|merupakan|berjumlah|seorang)\s+\w+",
        r"saksi\s+(?:kunci|mahkota)",
        r"salah\s+(?:satunya|seorang(?:nya)?)\s+(?:adalah\s+)?(?:satpam|tetangga|karyawan|penjaga|warga\s+\w+|anak|istri|pegawai|teman|sopir)(?:\s+\w+)?",
        r"(?:rekaman\s+)?cctv\w*(?:\s+\w+){0,3}\s+(?:terlihat|tampak|kelihatan|nampak|katingali|ketok|menunjukkan|memperlihatkan|merekam|jelas|menangkap|mengarah)(?:\s+\w+){0,2}",
        r"(?:bb|barang\s+bukti|barbuk|babuk|alat\s+bukti)(?:nya)?\s+(?:yang\s+(?:kami\s+)?(?:sita|amankan|kantongi|temukan)|berupa|yaitu|kami\s+(?:simpan|temukan|kantongi)|ada\s+\w+|disimpan|antara\s+lain|:|adalah)(?:\s+\w+){0,3}",
        r"(?:pisau|senjata|golok|celurit|clurit|linggis|parang|badik|samurai|pistol|mandau|rencong)(?:nya)?\s+(?:\w+\s+){0,2}(?:kami\s+temukan|ditemukan|disita|kami\s+sita)(?:\s+\w+){0,2}",
        r"(?:begitu|demikian|ujar|kata|menurut|ngakune|cenah|katanya)\s+(?:pengakuan\s+)?(?:tersangka|pelaku|saksi|terlapor)(?:\s+\w+){0,3}",
        r"petunjuk\s+(?:jaksa|jpu)",
        r"(?:sidik\s+jari|dna|jejak\s+darah)\w*(?:\s+\w+){0,2}\s+(?:cocok|identik|ditemukan|milik|mengarah)",
        r"(?:isi|riwayat|bukti|screenshot)\s+(?:chat|percakapan|obrolan|pesan|rekaman|hp|ponsel)(?:\s+\w+)?\s+(?:korban|pelaku|tersangka|terlapor|saksi|pelapor)(?:\s+\w+)?",
        unless=r"\b(?:tidak|tdk|belum|blm|akan\s+disampaikan|menyusul|rahasia\w*|tunggu|menunggu|sebaiknya|harap|mohon|diminta|silakan|dapat|bila|jika|berhak|kirim|simpan|disertai|tanda\s+terima|hanya|identitas\s+saksi\s+kami\s+lindungi)\b(?<!belum)",
    ),
    _rule(
        "case_secret",
        "A step of the file or a discrepancy in it is the prosecutor's and the investigator's matter.",
        r"p-?\s?(?:18|19)(?:\s+\w+){0,5}",
        r"(?:keterangan|kesaksian)\s+(?:para\s+)?(?:saksi|ahli|korban|tersangka)(?:\s+ahli)?\s+(?:\w+\s+)?(?:belum|tidak|tdk|blm)\s+(?:cocok|sinkron|sesuai|konsisten)",
    ),
    _rule(
        "case_secret",
        "Who reported, who informs and who is watched must not be told.",
        r"(?:identitas|nama)\s+(?:saksi|pelapor|informan)(?:nya)?\s+(?:adalah|yaitu|sudah|kami|ialah|itu|:|atas|berinisial|(?-i:[A-Z]))\w*",
        rf"(?:pelapor|pengadu|yang\s+(?:melapor|lapor|ngadu|mengadu)|nu\s+ngalaporkeun|sing\s+lapor|nan\s+malapor)(?:nya|ne|na)?\s+(?:(?:kasus|laporan|perkara)\s+(?:itu\s+|ini\s+)?)?(?:adalah\s+|itu\s+|ialah\s+|memang\s+|masih\s+|merupakan\s+|orang\s+|ya\s+)?(?:tetangga\w*|karyawan\w*|{KIN}|{JOB}|pak|bu|si|rt|rw|sekampung|mantan|teman|sendiri|orang\s+dalam)(?:\s+\w+)?",
        unless=r"\b(?:tidak|lindungi|dilindungi|rahasia\w*|rahasiakan|kepada\s+siapa|bila|jika|dapat|palsu|bukan)\b",
    ),
    _rule(
        "case_secret",
        "Where a suspect is, and how he is traced, must not be told.",
        rf"(?:hp|ponsel|sinyal|nomor|gps|posisi|keberadaan|persembunyian|tempat\s+(?:sembunyi|persembunyian)|lokasi)(?:nya)?{gap(10)}(?:pelaku|tersangka|terlapor|target|dpo|buron\w*|ybs|terduga){gap(25)}(?:terlacak|dilacak|kami\s+lacak|terdeteksi|sudah\s+diketahui|terakhir|di|sudah\s+kami)",
        rf"(?:persembunyian|tempat\s+persembunyian)\s+(?:pelaku|tersangka|dpo|buron\w*)(?:\s+di\s+\w+)?|(?:pelaku|tersangka|dpo|buron\w*|target|terduga)(?:nya)?{gap(20)}(?:bersembunyi|ngumpet|sembunyi|terlacak|terdeteksi|kabur\s+ke|lari\s+ke|melarikan\s+diri\s+ke|mengarah\s+ke)",
        r"(?:terlacak|terdeteksi)\s+(?:di|berada|ada|sinyalnya)\s*\w*",
        unless=r"\b(?:bila|jika|laporkan|hubungi\s+110|informasi\s+keberadaan)\b",
    ),
    _rule(
        "case_secret",
        "What investigators suspect, the motive and the articles are not public before the file is.",
        r"(?:penyidik|tim|penyelidik|reskrim)(?:\s+kami)?\s+(?:sudah\s+|telah\s+|kini\s+|sementara\s+)?(?:mencurigai|curiga|menduga|yakin|mengantongi|mengarah|mengincar|meyakini|fokus\s+ke)(?:\s+\w+){0,3}",
        r"(?:motif|motifnya|modus\s+tersangka)\s+(?:pelaku\s+|tersangka\s+|terlapor\s+)?(?:\w+\s+)?(?:karena|adalah|asmara|dendam|sakit\s+hati|ekonomi|cemburu|masalah\s+\w+|soal|yaitu|ialah|diduga)(?:\s+\w+)?",
        r"pasal\s+(?:yang|yg)\s+(?:akan\s+)?(?:kami\s+)?(?:kenakan|disangkakan|sangkakan|dikenakan|pakai)",
        r"(?:dua|2|tiga|3|cukup)\s+alat\s+bukti(?:\s+\w+)?|kantongi\s+(?:nama|identitas|ciri)\s*\w*",
        unless=r"\b(?:hakim|pengadilan|belum|masih\s+didalami|pelanggar\w*|arus|knalpot|helm)\b",
    ),
    # --- threats: no citizen may be frightened out of speaking (MK 105/PUU-XXII/2024) ---
    _rule(
        "threat",
        "A step of law held out to somebody who spoke is a threat.",
        rf"(?:ada|punya|berujung|berakibat|berdampak|membawa|tempuh|menempuh|ambil|mengambil|bawa|dibawa|seret|diseret|kena|terkena|terjerat|jerat|gunakan|melayangkan|layangkan|bisa|dapat|akan|bakal|biso|tiasa|iso|saget|mriki|kami|sampai|siap-siap|ancaman|terancam|diancam|risiko|dengan|pakai|melalui|hingga|masuk)\s+(?:\w+\s+)?{LAWFUL_STEP}",
        rf"(?:{SPEECH}|menyebar\w*|menuduh\w*|memfitnah|fitnah|ngomong|bicara|pencemaran){gap(30)}(?:{LAWFUL_STEP}|ada\s+(?:pasalnya|hukumnya|ancamannya|aturannya|konsekuensinya)|urusannya)",
        rf"(?:{YOU}){gap(20)}(?:tuntut|dituntut|dipidana\w*|dipenjara|dijerat|digugat|dipolisikan|diproses\s+hukum)",
        r"(?:akan|bisa|dapat|bakal)\s+(?:kami\s+|kita\s+)?(?:tuntut|penjarakan|pidanakan|laporkan\s+balik|polisikan|proses\s+hukum|jerat|somasi|jebloskan|jemput\s+paksa|dijemput\s+paksa)",
        unless=_OFFENCE
        + r"|\b(?:jalur\s+hukum\s+(?:tersedia|terbuka)|bekerja\s+sesuai|surat\s+panggilan\s+palsu|bila\s+(?:anda|kakak)\s+(?:diancam|difitnah)|(?:sedang|sudah|telah)\s+diproses|laporan\w*\s+(?:\w+\s+){0,3}(?:sedang|sudah|telah|akan|dapat|bisa)\s+(?:kami\s+)?diproses|permohonan\w*|berkas\w*|pengaduan\w*|aduan\w*|menjadi\s+hak|putusan|diputus\w*|kode\s+etik|bila\s+terbukti|jika\s+terbukti|mengikuti\s+proses)\b",
    ),
    _rule(
        "threat",
        "To be fetched, caught or locked up is held out to the reader.",
        rf"(?:kami|kita|tak|ku|gue|gua|sa|kitong|hami|ambo|polisi|nanti|mengko|engke|engké|beko|kaina|kaena|annon|gek|besok|sebentar){gap(14)}(?:jemput|tangkap|ciduk|seret|gelandang|borgol|angkut|bawa\s+ke\s+kantor|dijemput|dijamput|ditangkap|ditangkep|ditangkok|ditangkup|ditewak|ditéwak|ditéang|diteang|dicekel|dicerek|dicokok|dijuk|dibawa\s+ke\s+kantor|ditahan|dikurung|dikandangin)(?:\s+(?:{YOU}|polisi|paksa|sendiri|neng\s+omah|di\s+rumah|ku\s+kami))",
        rf"(?:{YOU})\s+(?:akan\s+|bisa\s+|dapat\s+|nanti\s+|bakal\s+|mau\s+)?(?:kami\s+)?(?:jemput|tangkap|ciduk|dijemput(?:\s+paksa)?|ditangkap|diciduk|diamankan|ditahan|dijebloskan|seret|angkut)",
        r"(?:bisa|mau|akan)\s+(?:gue|gua|sa|kami|tak|ku|kita)\s+(?:bawa|seret|angkut|jemput|tangkap|ciduk)(?:\s+ke\s+\w+)?|jemput\s+paksa|tak\s+jemput\s+\w+",
        unless=r"\b(?:pelaku\w*|tersangka|terduga|maling|pencuri|barang|stnk|sim|skck|ambulans|dokumen|kendaraan|malinge|maliang|dijemput\s+keluarga|dijapuik|menjemput\s+ibu|keterangan)\b",
    ),
    _rule(
        "threat",
        "A warning not to try, not to speak, or to mind one's words frightens.",
        r"(?:jangan|jgn|jng|awas|ojo|aja|ojok|ulah|tong|jan|ijan|unang|eda|sampunang|ajjha'?|ajja'?|tra\s+usah|jang|jangan\s+ko|jan\s+pola|hati-hati|ati-ati)\s+(?:\w+\s+)?(?:macam-macam|macem-macem|macam2|macem2|neko-neko|aneh-aneh|coba-coba|main-main|main2|coba2|mangicak|marjamo-jamo|sok\s+\w+|bikin\s+(?:rusuh|gaduh|masalah|onar|ribut)|cari\s+(?:gara-gara|masalah|perkara|penyakit)|banyak\s+(?:bacot|omong|bicara|cakap|cincong)|asal\s+(?:ngomong|bicara|tuduh|nuduh|bunyi|posting|njeplak|cakap)|asbun|sembarangan\s+(?:bicara|ngomong|menuduh|posting|nuduh|berucap)|sembarang\s+\w+|menyesal|nyesel|nyesal|nyasa|manyasa|kaget\s+(?:kalau|kalo|bila)|salahkan\s+kami|macet\s+mulut|main\s+api|melawan|kurang\s+ajar|manggaduah|gaduh|sampai\s+(?:kami|menyesal))",
        r"(?:hati-hati|ati-ati|awas|hatur-hatur|bijak|bijaklah|berhati-hatilah|waspada)\s+(?:ya\s+|kak\s+|mas\s+)?(?:kalau|kalo|klo|jika|dalam|dlm|saat|kl|yen|lamun|mun|lek)?\s*(?:ber)?(?:bicara|ngomong|omong|komentar|komen|menulis|nulis|berucap|ucap|posting|memposting|menuduh|nuduh|bersosmed|bermedsos|mengunggah|nyebar|menyebarkan\s+(?:kabar|tuduhan|fitnah)|cakap|berkomentar)(?:\w*)",
        r"(?:jaga|dijaga|dijogo|jagalah|tolong\s+jaga)\s+(?:ya\s+)?(?:ucapan\w*|mulut\w*|jari\w*|lisan\w*|bicara\w*|omongan\w*|lambe\w*|cangkem\w*|kata-kata\w*|sikap\w*|bacot\w*|congor\w*|muncung\w*)|(?:ucapan|mulut|lisan|omongan|jari)(?:nya|mu)?\s+(?:tolong\s+|mohon\s+)?(?:dijaga|dikontrol)",
        r"(?:silakan|silahkan|coba|lanjutkan|teruskan)(?:\s+\w+){0,2}\s+(?:kalau|kalo|bila|jika)\s+berani|(?:kalau|kalo)\s+berani\s+(?:lanjut\w*|terus\w*)",
        unless=r"\b(?:pinjol|penipu\w*|otp|transfer|narkoba|petasan|kereta|rel|di\s+jalan|berkendara|mobil|motor|listrik|api\s+di|mengancam\s+kakak|telepon|bank|mengaku|orang\s+asing|tak\s+dikenal|hoaks\s+beredar)\b",
    ),
    _rule(
        "threat",
        "Consequences left open, and what one will regret, are threats in soft words.",
        r"(?:tanggung|terima|rasakan|rasain|lihat)(?:lah)?\s+(?:sendiri\s+)?(?:akibat\w*|risiko\w*|resiko\w*|konsekuensi\w*|sendiri|saja\s+nanti|nanti)",
        r"(?:kena|terima|dapat|tunggu|menanti)\s+(?:sendiri\s+)?(?:batunya|getahnya|akibatnya|ganjarannya|giliran\w*|balasannya|hukumannya)|giliran(?:mu|nya|ta|\s+\w+)\s+(?:nanti|akan|menyusul)",
        r"(?:masalah|urusan|perkara|urusanna|urusane|ceritanya)(?:nya|ne|na)?\s+(?:\w+\s+){0,2}(?:panjang|panjangnya|dowo|panjang\s+lebar|jadi\s+panjang|melebar|repot|rumit|besar|gadang|ribet)",
        rf"(?:{YOU}|sendiri|nanti|akan|bisa)\s+(?:sendiri\s+)?(?:yang|yg|sing|nu)\s+(?:repot|rugi|menanggung|susah|menyesal|nyesel|malu|celaka|kena)",
        r"(?:akan|bakal|nanti|pasti|bisa|biar\s+tidak|agar\s+tidak|supaya\s+tidak)\s+(?:menyesal|nyesel|manyasa|kaduhung|getun|solsol)(?:\w*)",
        r"(?:kami|kita|sa|gue|ambo|tim\s+(?:siber|cyber)(?:\s+kami)?)\s+(?:sudah\s+)?(?:tahu|tau|hafal|hapal|ngerti|nyaho|tahu\s+persis|bisa\s+tahu|kenal)\s+(?:ji\s+|kok\s+|di\s+mana\s+|persis\s+)?(?:rumah\w*|alamat\w*|siapa\s+\w+|keluarga\w*|tempat\s+\w+|(?:anda|kamu|kakak|bapak|ibu|saudara)\s+(?:bekerja|tinggal|kerja|siapa))(?:\s+di\s+mana)?",
        r"(?:menelusuri|telusuri|melacak|lacak|cari\s+tahu|cek|selidiki|menyelidiki|kantongi|mengantongi|tandai|ditandai|catat|simpan|disimpan|pantau|dipantau|memantau|profil\w*|screenshot|tangkap\s+layar|awasi|diawasi|rekam|direkam)(?:\s+\w+){0,2}\s+(?:pemilik\s+akun|identitas\s+(?:anda|kakak|kamu|akun|pemilik|saudara|penulis)|akun\s+(?:anda|kakak|kamu|ini|saudara|bapak|mas)|siapa\s+(?:anda|kamu|pemilik|kakak|di\s*balik|yang\s+(?:menulis|posting)))",
        rf"(?:akun|identitas|data|nama|profil|jejak\s+digital|nomor|unggahan|komentar)\s+(?:{YOU}|ini|tersebut)\s+(?:sudah|sdh|telah|akan|sedang|bisa)\s+(?:kami\s+)?(?:tandai|ditandai|catat|dicatat|kantongi|lacak|dilacak|pantau|dipantau|simpan|telusuri|ditelusuri|awasi|profilkan|laporkan|screenshot|rekam|teruskan\s+ke\s+(?:tim\s+)?siber)",
        rf"demi\s+(?:kebaikan|keselamatan|keamanan)\s+{YOU}\s+sendiri|(?:sarankan|minta|mohon|tolong|sebaiknya|harap)\s+(?:\w+\s+)?(?:berhenti|stop|setop)\s+(?:\w+\s+)?(?:mengunggah|memposting|posting|menulis|menyebar\w*|mengkritik|komentar|bicara)(?:\s+\w+)?",
        r"(?:tidak|tak|tdk|gak|nggak)\s+(?:ingin|mau|pengen|mau\s+kan)\s+(?:\w+\s+)?(?:dipanggil|ditangkap|dijemput|diperiksa|berurusan|dipenjara|masalah|bermasalah|ribet|repot|panjang)(?:\s+\w+)?",
        r"(?:gue|gua|sa|ambo|kami|tak|awak)\s+(?:cari|cariin|datangi|samperin|satroni|goleki|parani)\s+(?:ke\s+)?(?:rumah|kerjaan|alamat|kos)\s+\w+|(?:ke|ka)\s+(?:pengadilan|pangadilan|meja\s+hijau)\s+(?:aja|wae|saja|bae)",
        rf"(?:identitas|alamat|nama|data|pemilik)\s+(?:akun\s+)?(?:{YOU}|ini|tersebut|penulis)\s+(?:sudah|telah|sdh)\s+(?:kami\s+)?(?:ketahui|diketahui|tahu|dapat|pegang|miliki|catat)",
        r"(?:ber)?buntut\s+panjang|(?:ada|punya|kena)\s+(?:pidana|pasal|hukum|hukuman|sanksi|ancaman|akibat|konsekuensi|risiko)(?:nya|ne|na)(?:\s+(?:kak|lho|loh|ya|mas|pak|bu))?",
        rf"(?:karier|karir|pekerjaan|jabatan|masa\s+depan|nama\s+baik|keluarga|sekolah|kuliah|beasiswa|usaha|kerjaan|anak\s+istri)(?:nya)?\s+(?:{YOU}){gap(14)}(?:terganggu|rusak|hancur|terancam|bagaimana|kena|tercoreng|terdampak|jadi\s+korban)",
        r"(?:ingat|pikirkan|pikir|kasihan|sayangkan)\s+(?:lah\s+)?(?:saja\s+)?(?:keluarga|anak\s+istri|masa\s+depan|karier|karir|pekerjaan|dampak|akibat|risiko|resiko|konsekuensi)\w*",
        r"(?:pikir-pikir|pikir\s+dua\s+kali|pikirkan\s+lagi|pikirkan\s+baik-baik)(?:\s+\w+){0,3}|(?:peringatan)\s+(?:terakhir|pertama|keras)|(?:kami|kita)\s+(?:peringatkan|ingatkan\s+untuk\s+terakhir)(?:\s+\w+)?",
        rf"(?:di|neng|ning|ring|masuk|dalam|ka|ke)\s+(?:sel|penjara|bui|tahanan|kurungan|hotel\s+prodeo|kandang|jeruji){gap(20)}(?:nangis|menangis|menyesal|nyesel|ceurik|manangih|renungkan|merenung)",
        r"(?:sebelum|sblm|sadurunge|samemeh|sabalun)\s+(?:terlambat|telat|kasep|diproses|kami\s+\w+|ada\s+apa-apa|masalah\w*|jadi\s+masalah|menyesal)",
        rf"(?:ada\s+baiknya|alangkah\s+baiknya|lebih\s+baik|sebaiknya|baiknya|mending|mendingan|lebih\s+bijak)\s+(?:kakak\s+|anda\s+|bapak\s+|ibu\s+|\w+\s+)?(?:di|meng)?hapus(?:kan)?\s+(?:{SPEECH}|saja|ini)",
        r"(?:tidak|tak|tdk|gak|ga)\s+segan(?:-segan)?(?:\s+\w+){0,3}|jangan\s+salahkan\s+(?:kami|polisi)(?:\s+\w+)?|(?:kami|kita)\s+(?:punya|pegang|simpan|sudah\s+pegang)\s+(?:data|identitas|rekam\s+jejak|alamat|bukti\s+chat)\s*(?:\w+)?|(?:alamat\s+ip|ip\s+address)\w*(?:\s+\w+){0,2}",
        r"(?:masuk|termasuk|tergolong)\s+(?:kategori\s+|ranah\s+|unsur\s+|delik\s+)?(?:hoaks|hoax|fitnah|pencemaran|ujaran\s+kebencian|penghinaan|provokasi|makar)(?:\s+\w+)?|(?:memantau|pantau|awasi|mengawasi|ngawasi|intip)\s+akun\s+\w+",
        r"jejak\s+digital(?:nya)?(?:\s+\w+){0,3}",
        r"(?:bila|jika|kalau|kalo|klo|kl|apabila)\s+(?:masih\s+|tetap\s+|terus\s+|tidak\s+mau\s+|tak\s+mau\s+|tidak\s+ingin\s+|gak\s+mau\s+|nekat\s+|anda\s+|kakak\s+)+(?:begini|begitu|ngeyel|ngotot|lanjut|dilanjutkan|diteruskan|repot|berurusan|bermasalah|menyebar\w*|sebar|posting|masalah\w*|memposting|kena|dipermasalahkan|panjang|susah)(?:\s+\w+){0,2}",
        rf"(?:hapus|dihapus|menghapus|take\s*down|turunkan|diturunkan|tarik|busek|pupus|hapuih|cabut|mencabut)(?:lah|kan)?{gap(25)}(?:sebelum|sblm|atau\s+(?:kami|akan|nanti)|kalau\s+tidak|kalo\s+(?:tidak|gak|ga)|jika\s+tidak|bila\s+tidak|daripada|agar\s+tidak\s+(?:berlanjut|panjang|diproses|menjadi)|supaya\s+tidak\s+(?:berlanjut|panjang|diproses)|nanti\s+(?:kakak|anda|kamu|repot|kena))(?:\s+\w+){{0,4}}",
        r"(?:lebih\s+baik|mending|mendingan|sebaiknya|baiknya|lebih\s+aman)\s+(?:\w+\s+)?(?:diam|tidak\s+(?:perlu\s+)?(?:diramaikan|dilanjutkan|diperpanjang|diviralkan)|jangan\s+(?:diviralkan|diramaikan|diteruskan)|cabut\s+(?:laporan|aduan)\w*|mundur|hapus\s+saja)(?:\s+\w+)?",
        unless=r"\b(?:pinjol|penipu\w*|laporkan\s+ke|hubungi\s+110|data\s+pribadi\w*|perbuatan\s+pelaku|tidak\s+segan\s+(?:menghubungi|melapor|bertanya|menindak\s+anggota)|menghubungi|penipuan|bank|orang\s+tua|pengendara|knalpot|anggota\s+yang|simpan\s+buktinya|tidak\s+perlu\s+menyesal|antrean|demi\s+keamanan)\b",
    ),
    # --- summons: a case is no reason to call a citizen in by a public reply ---
    _rule(
        "summons",
        "A citizen is called in to answer for what he said.",
        rf"{COME}\b[^!?\n]{{0,70}}?\b(?:{EXPLAIN})",
        rf"(?:{EXPLAIN})\s+(?:\w+\s+){{0,3}}(?:di|ke|ka|neng|ing|ring|tu|ri|dateng|langsung\s+di|langsung\s+ke|maring)\s+{OFFICE}",
        rf"(?:mengundang|undang|ngundang|memanggil|manggil|panggil|meminta|minta|mohon|harap|diharap|diminta|dimohon|tolong|wajib|harus|kudu|kedah|mesti|musti|patut|tunggu|ditunggu|nantikan|dinantikan|ditanti|diantosan|antosan|ditungguan|menunggu){gap(28)}(?:hadir|kehadiran\w*|menghadap|ngadep|sowan|kedatangan\w*|rawuh|sumping|rauh|dongkap|tangkil)\b(?:{gap(14)}{OFFICE})?",
        rf"(?:menghadap|ngadep|sowan|marak)\s+(?:ke\s+|ka\s+|dateng\s+|ring\s+|langsung\s+)?(?:{OFFICE}|kami|ruang\w*)",
        r"(?:menemui|temui|nemuin|ketemu|bertemu|manamui|tepungan|panggihan)\s+(?:dengan\s+|sama\s+|kalih\s+)?(?:penyidik|kanit|kasat|kapolsek|kapolres|reskrim|komandan|danru|kabid|atasan)",
        r"(?:ditunggu|kami\s+tunggu|dinanti|ditanti|ditungguan|dienteni|dipaantian)\s+(?:oleh\s+)?(?:kapolsek|kapolres|kanit|kasat|penyidik|komandan|di\s+(?:ruang\w*|kantor|polsek|polres|polda|mapol\w+|reskrim))(?:\s+\w+)?",
        rf"(?:selesaikan|diselesaikan|bicarakan|bicara|ngobrol|ngopi|silaturahmi|ketemu|duduk\s+bersama|omongkan|bahas)\s+(?:saja\s+|langsung\s+|baik-baik\s+|sambil\s+\w+\s+)?(?:di|ke|neng|ka)\s+{OFFICE}",
        rf"(?:undangan|surat|jadwal)\s+(?:klarifikasi|pemanggilan|panggilan)(?:{gap(30)})\w+",
        rf"(?:kami|polisi|penyidik|kanit|reskrim|tim)\s+(?:akan\s+|segera\s+|bakal\s+)?(?:panggil|memanggil|undang)(?:\s+(?:{YOU}|yang\s+menulis|penulis|pemilik\s+akun))?",
        rf"(?:menjemput|jemput|dijemput|jemputan|ngajemput|mapag)\s+(?:\w+\s+){{0,3}}(?:untuk|guna|buat|kanggo|gasan)\s+(?:\w+\s+)?(?:{EXPLAIN})",
        rf"(?:{YOU})\s+(?:\w+\s+)?(?:datang|hadir|menghadap)\s+(?:sendiri\s+)?(?:ke|di|ka)\s+{OFFICE}\s+(?:besok|hari\s+ini|sekarang|segera|isuk|senin|selasa|rabu|kamis|jumat|pagi)",
        r"(?:datang|datangki|datangko|dateng|menghadap|hadir|tindak|rawuh)(?:lah|ki|ko)?\s+(?:segera\s+|besok\s+|sekarang\s+|sendiri\s+){1,2}(?:ke|ka|di)\s+(?:kantor|polsek|polres|polda|ruang|unit|reskrim)",
        unless=r"\b(?:layanan|pelayanan|jumat\s+curhat|curhat|car\s+free\s+day|cfd|gerai|keliling|posko|terbuka\s+untuk\s+umum|undangan\s+terbuka|siapa\s+(?:pun|saja)|tidak\s+(?:perlu|harus|wajib)|palsu|keaslian\w*|membuat\s+laporan|buat\s+laporan|untuk\s+melapor|bisa\s+melapor|spkt|sim|skck|stnk|bpkb|mengurus|mengambil|petugas\s+(?:akan\s+)?(?:datang|hadir|menghadap)|pembuatan|rekrutmen|lokasi|kejadian|saksi\s+dan\s+korban|(?:sudah|telah|sedang|langsung)\s+(?:di|kami\s+)(?:bawa|amankan|periksa|mintai)|terduga|diamankan|hak\s+\w+|stasiun|pelanggar\w*|spbu|orang\s+hilang|panggilan\s+resmi)\b",
    ),
    _rule(
        "summons",
        "A citizen is made to answer for his words, to apologise or to take them back.",
        rf"(?:harus|wajib|mesti|musti|kudu|kedah|patut|diminta|dimohon|mohon|tolong|silakan|silahkan|siap|berani|segera|ikam|ko|maneh|minta|kami\s+minta|diharap\w*|sebaiknya|hendaknya|agar|supaya|untuk|guna){gap(20)}(?:bertanggung\s*jawab|tanggung\s*jawab|batanggung\s*jawab|mempertanggung\s*jawab\w*|dipertanggung\s*jawab\w*|pertanggung\s*jawab\w*)(?:{gap(6)}atas\s+\w+)?",
        rf"(?:bertanggung\s*jawab|tanggung\s*jawab|pertanggung\s*jawab\w*|mempertanggung\s*jawab\w*)(?:lah|kan)?\s+(?:\w+\s+)?(?:atas|terhadap|soal)?\s*{SPEECH}",
        rf"(?:harus|wajib|mesti|musti|kudu|diminta|dimohon|mohon|tolong|silakan|silahkan|segera|sebaiknya|buat|bikin|membuat|rekam|unggah|hendaknya|lebih\s+baik|agar|kalau\s+bisa){gap(24)}(?:minta\s+maaf|permintaan\s+maaf|permohonan\s+maaf|video\s+maaf|meminta\s+maaf|memohon\s+maaf|nyuwun\s+pangapunten|menta\s+maaf|minta\s+ampun|video\s+klarifikasi)(?:\s+secara\s+\w+)?",
        rf"(?:wajib|harus|mesti|musti|kudu|diminta|dimohon|mohon|tolong|segera|kami\s+minta|ditunggu|kami\s+tunggu){gap(20)}(?:klarifikasi\w*|ngaklarifikasi)(?:\s+(?:dalam\s+)?\d+\s?x\s?\d+\s+jam)?",
        r"surat\s+(?:panggilan|undangan\s+klarifikasi|pemanggilan)(?:\s+\w+){0,3}|(?:mohon|harap|agar|sebaiknya|diharap\w*)\s+(?:bersikap\s+)?kooperatif",
        rf"(?:cabut|tarik)(?:lah|\s+kembali)?\s+{SPEECH}",
        unless=_OURS
        + r"|\b(?:kami|saya|polri)\s+(?:\w+\s+){0,2}(?:bertanggung|minta\s+maaf|mohon\s+maaf)\b|\b(?:palsu|keaslian\w*|sesuai|resmi|pemeriksaan\s+saksi|dishub|dinas|instansi|pengemudi|pemilik\s+kendaraan|mohon\s+maaf\s+atas|menjadi\s+tanggung\s+jawab|tanggung\s+jawab\s+(?:kami|bersama|dinas))\b",
    ),
    # --- asking in public where somebody is, or for his papers ---
    _rule(
        "location_request",
        "A citizen's place told in public endangers him.",
        rf"(?:{SHARE})(?:lah|dong|aja|saja)?\s+(?:\w+\s+){{0,2}}(?:lokasi|loc|lok|alamat|almt|titik|titik\s+koordinat|koordinat|posisi|patokan|maps|shareloc|domisili|lokasine|lokasina|keberadaan|tempat\s+tinggal|rumah|gmaps|googlemaps)(?:nya|mu|ta|na|ne)?(?:\s+(?:ta|rumah|lengkap|anda|kakak|kaka|ka|di\s+sini|disini|di\s+(?:balasan|kolom|komen\w*)))*(?:\s+(?:tempat\s+)?(?:{YOU})\s+(?:berada|sekarang|tinggal))?",
        r"(?:share?\s?-?lo[ck]\w*|sh?a?re?lo[ck]\w*|serlok\w*|sherlok\w*|shareloc\w*|share\s+location|live\s+location|lokasi\s+terkini)(?:\s+\w+)?",
        rf"(?:{YOU})\s+(?:\w+\s+){{0,3}}{WHERE}",
        rf"{PLACE_OF_YOU}\s+(?:\w+\s+){{0,3}}{WHERE}",
        rf"{WHERE}\s*,?\s+(?:\w+\s+){{0,2}}(?:{PLACE_OF_YOU}|{YOU}\s+(?:tinggal|berada|sekarang))",
        rf"{WHERE}{gap(6)}(?:rumah|tinggal|posisi|alamat|jabum|jabu|omah|griya|dalem|imah|bumi|umah|roma|bengko)(?:\w{{0,3}})",
        r"(?:tinggal|rumah|alamat|domisili|kos)(?:nya|mu|ta|na|ne)?\s+(?:\w+\s+){0,2}(?:kelurahan|kecamatan|desa|rt|rw|dusun|daerah|jalan|gang|blok|nomor|no)\s*(?:/\s*rw\s+)?(?:apa|mana|berapa|brp)",
        r"(?:alamat|lokasi|titik|posisi|domisili)(?:nya|na|ne|mu|ta)?\s+(?:rumah\s+|lengkap\w*\s+|kakak\s+|anda\s+|tinggal\s+)*(?:di)?(?:tulis|tuliskan|kirim|kirimkan|serat|tulih|sebutkan|sebut|share|posting|drop|ketik|komen)(?:\s+(?:di\s+sini|disini|saja|aja|ya|di\s+kolom|di\s+komen\w*))*",
        rf"(?:alamat|lokasi|posisi)(?:nya)?\s+(?:{YOU})\s*(?=\?)|(?:{YOU})\s+(?:orang|warga|anak)\s+mana",
        r"(?:rt|rw|rt\s*/\s*rw|kelurahan|nomor\s+rumah)(?:nya)?\s+(?:berapa|brp|mana)",
        r"dimanak[ia](?:\s+\w+)?|dimanaki",
        rf"alamat(?:\s+rumah)?(?:nya|mu|ta)?\s+(?:{YOU}\s+)?(?:lengkapnya\s+)?(?:apa|mana|di\s*mana|dmn)",
        unless=PRIVATELY + "|" + NOT_SO + "|" + EVENT_PLACE,
        public_only=True,
    ),
    _rule(
        "personal_data",
        "Papers and numbers asked for in public become everybody's.",
        rf"(?:{SHARE})(?:lah|dong|aja|saja|maki|se|ki|ko|in)?\s+(?:\w+\s+){{0,3}}(?:nik|ktp|no\s?ktp|kk|nomor\s+(?:hp|telepon|telpon|wa|ktp|rekening|kk|sim|bpjs|induk|ponsel|handphone|kontak|paspor)|nomer\s+\w+|no\s+(?:hp|wa|tlp|telp|telepon|rek|rekening|ktp|hape|kontak)|nohp|nowa|norek|hp|nama\s+lengkap|nama\s+ibu|tanggal\s+lahir|data\s+diri|data\s+pribadi|identitas\s+lengkap|biodata|plat(?:\s+nomor)?|nopol|email|alamat\s+email|foto\s+(?:ktp|sim|stnk|kk|identitas|rekening|diri)|selfie|pin|otp)(?:\w{{0,3}})?(?:{gap(16)}(?:di\s+sini|disini|dsini|di\s+kolom\s+\w+|di\s+komen\w*|mriki|di\s+dieu|di\s+siko|di\s+mari|dimari|dini|driki|di\s+reply|kakak|anda))?",
        r"(?:no|nomor|nomer|nomere|nomorna|nomornya|nik|ktp|wa|hp)\s+(?:\w+\s+){0,2}(?:\w+\s+)?(?:diserat|ditulis|dituliskan|tulis|dikirim|kirim|serat|tulih|sebutkan|disebutkan|diketik|dicantumkan|kintun|tulisang|surathon)\s+(?:\w+\s+)?(?:mriki|di\s+sini|disini|di\s+dieu|di\s+siko|di\s+mari|di\s+kolom|di\s+komen\w*|dini|driki|tuson|dinto|ka\s+dieu|edhinna'|saja|mawon|wae|aja)(?:\s+\w+)?",
        r"(?:no\s?hp|nomor\s+(?:hp|wa|telepon|ktp)|nik|no\s?wa)\s+(?:sama|dan|sm|&|\+)\s+(?:alamat|nama)(?:\s+\w+){0,2}(?:\s+di\s+sini)?",
        r"(?:berapa|brp|piro|sabaraha|bara|bara|sadia|kuda)\s+(?:nomor|no|nomer)\s+(?:hp|wa|telepon|ktp|rekening|rek)(?:nya|mu|ta)?|(?:nik|nomor\s+(?:hp|wa|ktp|rekening|telepon))(?:nya|mu|ta)?\s+(?:berapa|brp|piro|sabaraha|bara)",
        unless=PRIVATELY
        + "|"
        + NOT_SO
        + r"|\b(?:hapus|dihapus|siapkan|fotokopi|persyaratan|syarat|lampirkan\s+saat|kami\s+tidak|cukup\s+dengan|laman\s+resmi|spkt|membawa|dibawa|loket|samsat)\b",
        public_only=True,
    ),
    _rule(
        "personal_data",
        "Birth dates, mothers' names and homes belong to a person's papers.",
        r"(?:tanggal|tgl|tempat\s+tanggal)\s+lahir(?:nya)?\s+(?:\w+\s+)?(?:adalah\s+|:\s*)?\d{1,2}[\s/-]\w+[\s/-]\d{2,4}|lahir\s+(?:di\s+\w+\s+)?(?:pada\s+)?(?:tanggal\s+)?\d{1,2}\s+\w+\s+(?:19|20)\d\d",
        r"nama\s+ibu\s+kandung(?:nya)?\s+\w+",
        r"(?:rumah|tinggal|alamat|kos|kontrakan|kediaman|omahe|imahna)(?:nya|\s+\w+)?\s+(?:\w+\s+)?(?:di\s+)?(?:blok\s+[a-z]{0,2}\s?-?\d{0,3}|gang\s+\w+|gg\s+\w+|jl\s+\w+|jalan\s+\w+|perum\w*\s+\w+)\s*(?:\w+\s+)?(?:no|nomor|rt|nomer)\s*\d+",
        r"blok\s+[a-z]{1,2}\s?-?\d{0,3}\s+(?:no|nomor)\s*\d+",
        r"(?:pin|otp|kata\s+sandi|password)\s+(?:atm|rekening|m-?banking|akun|email)\w*\s+(?:\w+\s+)?\d{4,8}",
        unless=r"\b(?:kantor|satpas|samsat|layanan|gerai|jangan|posko|polsek|polres|polda)\b",
    ),
    # --- tone ---
    _rule(
        "insult",
        "A citizen is never belittled, not even politely.",
        noun(
            "bodoh, bodo, goblok, gblk, gblok, goblog, tolol, tll, bego, bloon, blo'on, dungu, idiot, pandir, pekok, pekoq, kopok, ndlogok, ndableg, guoblok, kampungan, norak, ndeso, udik, bacot, anjing, anjir, anjay, anjrit, anj, asu, jancok, jancuk, cuk, dancok,"
            "bangsat, bgst, bajingan, bajindul, brengsek, keparat, kurang ajar, kurang ajo, tailaso, telaso, sundala, suntili, kongkong, kabulamma, pukimai, cukimai, puki, kimak, pantek, kampang, babi, monyet, lutung, celeng, munyuk, kirik, kunyuk,"
            "belegug, balegug, blegug, gelo, sarap, gendeng, edan, sinting, gila, stress lu, bengak, buyan, bungul, bungol, pangkal bungul, belog, cicing ci, naskleng, leak, buduh, bodok, baduih, pongah, andir, anju, oto do ho, na oto, lapatahi, bodat, begu, jolma na oto, tambeng,"
            "pa'ong, paleng, posseng, ceke', patek, tongo, songong, sotoy, sok tahu, sok tau, sok pintar, sok suci, sok jago hukum, baperan, baper amat, lebay, alay, cengeng, lemot, lola, telmi, cerewet, bawel, rewel, nyinyir, nyinyiran, julid, caper, pansos, kadrun, cebong, kampret, buzzer, buzzer bayaran, haters, hater,"
            "pecundang, pengecut, banci, bencong, lonte, perek, sampah masyarakat, sampah netizen, netizen julid, netizen maha benar, kaum rebahan, pemalas, tukang ngeluh, tukang protes, tidak tahu diri, gak tau diri, tidak tahu malu, gak tau malu, ga tau malu, tak tahu diuntung, tidak tahu terima kasih, muka tembok, otak udang, otak kosong, otak kopong, otak dengkul, otak di dengkul, cangkem, cangkemmu, congor, lambemu, bacotmu, cocot, cocotmu, matamu, ndasmu"
        ),
        r"(?:kurang|krg|minim|rendah|tidak|nggak|gak|ga|tak|tdk|ra|ora|kada|indak)\s+(?:punya\s+|ada\s+|nduwe\s+)?(?:cerdas|pintar|pinter|literasi\w*|terdidik|berpendidikan|berakal|waras|otak\w*|sekolah\s+(?:ya|kah|apa)|makan\s+bangku\s+sekolah|utek\w*|nalar\w*|akal\w*|adab|beradab|sopan\s+ya|tahu\s+aturan|piknik|sampai\s+(?:otak|akal|ilmu)\w*)",
        r"(?:cari|mencari|nyari|golek|neangan|cuma\s+cari)\s+(?:sensasi|panggung|perhatian|muka|popularitas|viral|pansos|followers?)",
        r"(?:salah|salahnya)\s+(?:sendiri|siapa\s+(?:suruh|pulang|keluar))|siapa\s+suruh(?:\s+\w+){0,2}|makanya\s+(?:kalau|kalo|jangan|punya|baca|mikir|hati-hati)(?:\s+\w+){0,2}|suruh\s+siapa|salahe\s+dewe|salah\s+sorangan",
        r"(?:orang|wong|warga)\s+(?:kampung|kecil|miskin|desa|bodoh|awam)\s+(?:memang|emang|kayak|kaya|seperti|mana|tidak|gak|tahu)(?:\s+\w+){0,4}",
        r"(?:dasar|dasare|memang\s+dasar|dasaran)\s+(?:\w+?)(?:an|ng|ir|ok|l|h|mu|lu)?\b(?=\s*[,.!?]|\s+(?:kamu|lu|ko|warga|netizen|kalian|begitu|aja|saja))",
        r"(?:sekolah|belajar|mikir|mikirlah|baca|ngaji|piknik|ngaca|berkaca|mandi|tidur)(?:lah)?\s+(?:dulu|dl|heula|sik|dhisik|lagi)\s+(?:sana|sono|sebelum|baru|biar\s+(?:pintar|pinter|paham))|(?:ngaca|berkaca|pakai\s+otak\w*|pake\s+otak\w*|otaknya\s+dipakai|otak\s+dipakai|gunakan\s+otak\w*)(?:\s+\w+)?",
        r"(?:bisanya|bisamu|kerjaannya|kerjaanmu|taunya|tahunya)\s+(?:cuma\s+|hanya\s+|ngan\s+)?(?:mengeluh|ngeluh|protes|komplain|nyalahin|menyalahkan|ngomel|nuntut|koar-koar|nyinyir|ngomong)(?:\s+\w+)?",
        r"(?:gitu|begitu|gt|ngono|kitu|itu)\s+(?:aja|saja|doang|wae|we)\s+(?:kok\s+)?(?:gak|ga|nggak|tidak|tak|ora|teu|kada)\s+(?:paham|ngerti|mengerti|bisa|tahu|tau|mudeng|ngartos)|(?:tidak|gak|ga|nggak|tak|ora)\s+(?:usah|perlu)\s+(?:ikut\s+)?(?:komentar|komen|sok\s+\w+|banyak\s+\w+|berlebihan|drama|manja)|halu|ngadi-ngadi|kurang\s+kerjaan|manja\s+(?:banget|amat|sekali)",
        r"(?:kebanyakan|kakehan|loba|banyakan|keseringan)\s+(?:nonton|baca|main|makan|micin|cangkem|omong|bacot|halu|ngeluh|drama|mengkhayal|gaya|cocot)(?:\s+\w+)?|(?:kayak|kaya|koyo|seperti|macam|bagai)\s+(?:anak\s+kecil|orang\s+(?:gila|bodoh|susah|tidak\s+\w+)|bocah|bayi|cah\s+cilik|budak\s+leutik|preman|hewan|binatang)",
        r"(?:susah|sulit|angel|hese|payah)\s+(?:di)?(?:atur|diatur|dibilangin|diberi\s+pengertian|paham|mengerti|kandani|dikandani|mikir|dididik)|(?:malas|males|malah|malih|ogah|hoream)\s+(?:baca|mikir|membaca|berpikir|belajar|maca|mambaco)|(?:ngeluh|mengeluh|protes|komplain|nuntut|ngomel|rewel|nyalahin\s+polisi|ngoceh)\s+(?:terus|mulu|melulu|wae|bae|doang|aja|saja|mele)|dasar\s+tukang\s+\w+",
        r"(?:cuma|baru|begitu|gitu)\s+(?:\w+\s+){0,2}(?:aja|saja|doang|doank)\s+(?:kok\s+|sudah\s+|udah\s+)?(?:ribut|heboh|lapor|nangis|rewel|ngeluh|panik|viral\w*|dibesar-besarkan)",
        unless=r"\b(?:tidak\s+ada\s+(?:laporan|pertanyaan)|anjing\s+(?:pelacak|peliharaan|k-?9|liar|gila|hilang|galak|penjaga)|k-?9|gigitan|rabies|ternak|sapi|bukan\s+salah\s+sendiri|orang\s+gila\s+baru|odgj|jangan\s+menyalahkan)\b",
    ),
    _rule(
        "promise_of_outcome",
        "No outcome may be promised: a broken promise costs trust, and a court decides.",
        r"(?:pasti|pst|psti|dijamin|jamin|menjamin|garansi|janji|berjanji|dijanjikan|menjanjikan|pastikan|dipastikan|memastikan|mesti|musti|msti|pasthi|mesthi|tangtu|tentu|tentunya|yakin|percayalah|tanggung|ditanggung|100%|100\s+persen|seratus\s+persen|dijamin\s+100%|pastina|pastine|sumpah|haqqul\s+yakin|tamtu)\s*,?\s+(?:\w+\s+){0,4}?"
        r"(?:(?:ke|ka|ter|ta|di|tar|me|men|na|ba|da)?(?:tahan|tangkap|tangkep|tangkok|tangkup|cekel|ringkus|ciduk|bekuk|tewak|téwak|juk|hukum|pecat|penjara|copot|temukan|temu|tamukan|ketemu|panggih|kapanggih|tapanggih|dapat|dapek|dapet|meunang|oleh|jumpa|kembali|kembalikan|balik|bali|babalik|mulih|mulak|bulik|ungkap|usut|selesai|selesaikan|salasai|rampung|beres|tuntas|menang|untung|kelar|cair|ganti|aman|sembuh|adili|sidang|vonis|p-?21|bui)(?:kan|i|nya|an)?)(?:\s+(?:ji|itu|nya|semua))?",
        r"(?:pelaku\w*|tersangka|oknum\w*|pencuri\w*|maling\w*|begal\w*|motor\w*|hp\w*|uang\w*|barang\w*|kendaraan\w*|mobil\w*|kasus\w*|urangnya)\s+(?:pasti|dijamin|mesti|musti|tentu|dipastikan|tangtu|pasthi)(?:\s+\w+){1,2}",
        r"(?:pasti|pst|musti|mesti|dijamin)\s+(?:kami|kita|kitong|torang|polisi|tim|hami|urang|ulun)\s+(?:\w+\s+)?(?:tangkap|dapat|kembalikan|selesaikan|bereskan|temukan|ungkap|proses|usut|hukum|pecat|tuntaskan|kejar)",
        r"(?:pelaku|tersangka|oknum|pencuri|maling|malinge|begal|motor|motore|hp|uang|duit|duite|barang|kendaraan|mobil|sepeda|dompet|tas|kasus|perkara|laporan)(?:nya|ne|na|e|ta|mu|-nya|na)?\s+(?:\w+\s+){0,2}?(?:akan|bakal|bakalan|pasti|mesti|arep|bade|badé|segera|bentar\s+lagi|tinggal\s+tunggu)\s+(?:segera\s+|bisa\s+|cepat\s+)?(?:kembali|ketemu|balik|bali|mulih|babalik|mulak|ditangkap|tertangkap|ditemukan|kecekel|kacekel|katangkep|kembalikan|dikembalikan|selesai|beres|tuntas|menang|dipenjara|dihukum|diganti|cair)(?:\s+utuh)?",
        r"(?:akan|bakal|pasti|segera)\s+(?:kami|kita|torang|kitong)\s+(?:pecat|penjarakan|hukum|kembalikan|copot|temukan|dapatkan|bereskan|tuntaskan|jebloskan|borgol)(?:\s+\w+)?",
        r"(?:hari\s+\w+|besok|lusa|minggu\s+depan|nanti\s+malam|malam\s+ini|sore\s+ini)\s+(?:\w+\s+){0,2}(?:sudah|sdh|udah|lah|wis|tos)\s+(?:kami\s+|bisa\s+)?(?:borgol|tangkap|ditangkap|tertangkap|amankan|beres|selesai|ketemu|kembali|di\s+penjara|diborgol)",
        r"(?:dalam|dlm|paling\s+lambat|maksimal|kurang\s+dari|sebelum|jro|salebeting|dalem|saminggu|dalam\s+waktu)\s+(?:waktu\s+)?(?:\d+|satu|dua|tiga|empat|lima|beberapa|se\w+|telung|rong|tilu|tigo|singkat|dekat|1x24|2x24|3x24)\s*(?:x\s*\d+\s+)?(?:jam|hari|minggu|pekan|bulan|ari|dina|dinten|poe|poé|wengi|menit)?\s*,?\s*(?:\w+\s+){0,4}(?:beres|selesai|tuntas|tertangkap|ditangkap|terungkap|kelar|rampung|kembali|ketemu|dipecat|di\s+balik\s+jeruji|dihukum|dipenjara|kecekel|katangkep|salasai)",
        r"(?:akan|bakal|segera|pasti|bisa\s+dipastikan)\s+(?:kami\s+)?(?:dihukum|dipenjara|dipecat|divonis|dicopot|di-?ptdh|ptdh|dijebloskan|membusuk)(?:\s+\S+){0,2}",
        r"(?:hukuman|dihukum|vonis|ganjaran)\s+(?:yang\s+)?(?:seberat|setimpal|seumur|mati|paling\s+berat|maksimal|seadil)\S*|seberat-beratnya",
        r"(?:besok|minggu\s+ini|hari\s+ini|malam\s+ini|bulan\s+ini|sebentar\s+lagi|sakedap\s+deui|dalam\s+waktu\s+dekat)\s+(?:\w+\s+){0,3}(?:sudah\s+|pasti\s+)?(?:tertangkap|ditangkap|selesai|beres|tuntas|di\s+balik\s+jeruji|dipecat|p-?21|kembali|ketemu)",
        r"(?:gak|ga|nggak|tidak|tak|tdk|moal|mboten|indak|kada)\s+(?:bakal|akan|bakalan|ka)\s+(?:terjadi|kejadian|terulang|lolos|lepas|bebas|bisa\s+(?:lolos|kabur|lari))(?:\s+lagi)?",
        r"(?:sudah\s+)?di\s+balik\s+jeruji",
        unless=r"\b(?:bila|jika|apabila|kalau\s+(?:terbukti|ada)|tidak\s+(?:dapat|bisa)\s+(?:menjanjikan|menjamin|memastikan)|belum\s+(?:dapat|bisa)|sesuai\s+(?:kode|aturan|ketentuan|prosedur)|terbukti|(?:diputus\w*|ditentukan)\s+(?:oleh\s+)?(?:hakim|pengadilan)|percaya\s+janji|mudah\s+percaya|waspada\w*|modus|penipu\w*|upaya\w*|upayakan|berusaha|kunci\w*|pastikan\s+(?:kendaraan|motor|pintu|rumah|nomor)|semoga|pelayanan\w*|surat\s+kepada|kerja|gangguan|pemeliharaan|antrean|pendaftaran|permohonan|penerbitan|skck|sim|stnk)\b",
    ),
)
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
CODES = tuple(dict.fromkeys(rule.code for rule in RULES))
