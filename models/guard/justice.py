"""What only a court, an investigation or a voter decides: no side, no verdict, no secret of a case."""

from __future__ import annotations

from models.guard.rule import Rule, rule
from models.guard.words import CRIME_NOUN, CRIME_VERB, INITIALS, JOB, KIN, NAME, PERSON, SURELY, gap

# Words of a condition, a suspicion or a court: what they stand beside is no verdict.
_OPEN = (
    r"\b(?:bila|jika|jk|kalau|kalo|apabila|andai\w*|seandainya|setiap|siapa(?:pun|\s+pun|\s+saja)?|(?:belum|blm)(?!\s+(?:mulai|disidang|sidang|divonis|vonis|tertangkap|ditahan))|bukan|diduga|dugaan|terduga\s+pelaku|praduga|apakah|hingga"
    r"|sampai\s+ada|pengadilan|hakim|putusan|tidak\s+(?:dapat|bisa|boleh|menyimpulkan)|mohon\s+tidak|jangan|anggota\s+yang\s+terbukti|yang\s+mengaku|mengatasnamakan|waspada\w*|ciri|dicari|mencari|penyelidikan|proses\s+hukum\s+(?:terhadap|bagi|atas)|sp2hp)\b"
)

JUSTICE: tuple[Rule, ...] = (
    rule(
        "political",
        "The police take no side: no candidate, party, election or policy is praised or blamed.",
        r"(?:dukung|dukunglah|mendukung|pilih|pilihlah|milih|memilih|coblos|nyoblos|coblosen|piliah|pilihi|pilihono|nyoblosi|menangkan|memenangkan|sukseskan|jagokan|jagoan|pilleh|mamillit|pillit|sokong|menyokong|dorong|kawal\s+kemenangan|suara\s+untuk)\s+(?:\w+\s+){0,3}(?:paslon|partai|calon|cawapres|capres|caleg|cagub|cabup|cawalkot|petahana|incumbent|pemimpin|pamimpin|presiden|gubernur|bupati|wali\s?kota|walkot|dpr\w*|nomor\s+(?:urut|satu|dua|tiga|\d)|nomer\s+\w+|no\s+urut|no\s+\d|kebijakan|koalisi|program\s+(?:presiden|pemerintah|gubernur)|pilkada|pilpres|pemilu)(?:\s+\w+){0,2}",
        r"(?:paslon|capres|cawapres|cagub|cabup|caleg|calon\s+(?:presiden|gubernur|bupati|wali\s?kota|nomor\s+\w+)|petahana)\s+(?:\w+\s+){0,2}(?:menang|unggul|terbaik|layak|cocok|hebat|kalah|gagal|pantas|lebih\s+baik|idaman|kita|kami)",
        rf"(?:pilih|milih|coblos|nyoblos|dukung|piliah|menangkan){gap(35)}(?:pilkada|pilpres|pemilu|pileg|pilgub|pilbup|pilwalkot|pilkades|bilik\s+suara|surat\s+suara)",
        r"(?:terpilih|menang|menjabat|memimpin|jadi\s+(?:presiden|gubernur|bupati|wali\s?kota))\s+(?:lagi|kembali|maning|deui|baliak)|(?:partai|parpol)\s+(?:\w+\s+)?(?:memang|selalu|emang|biang|perusuh|penghasut|terbaik|itu\s+\w+|korup|pembohong)(?:\s+\w+)?",
        r"(?:disponsori|didanai|dibiayai|digerakkan|diotaki|didalangi|dibeking|disetir)\s+(?:oleh\s+)?(?:elite?|oposisi|partai|parpol|asing|cukong|lawan\s+politik|politisi|tokoh|pihak\s+tertentu)(?:\s+\w+)?",
        r"(?:bangga|salut|kagum|dukung\s+penuh|setia|loyal|terima\s+kasih)\s+(?:\w+\s+)?(?:pada|kepada|dengan|sama|untuk|ka)\s+(?:bapak\s+|pak\s+|ibu\s+|bu\s+)?(?:presiden|wapres|gubernur|bupati|wali\s?kota|menteri|partai|capres|paslon)\b",
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
    rule(
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
    rule(
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
    rule(
        "guilt_language",
        "A confession or a blame told in public judges as well.",
        rf"(?:mengakui|akui|mengaku|ngaku|ngakui|ngakoni|ngaken|ngaku|mangaku|mangakui|diakui|ngangken|ngako)(?:nya)?\s+(?:semua\s+|segala\s+|telah\s+|sudah\s+|lah\s+)?(?:perbuatan\w*|kesalahan\w*|salah\w*|kejahatan\w*|{CRIME_VERB}|kok|di\s+kantor|bersalah|melakukan\w*)",
        r"(?:kesalahan|kelalaian|salahnya|letak\s+kesalahan|yang\s+salah|yg\s+salah)\s+(?:\w+\s+)?(?:ada|memang|terletak|berada|adalah|itu|jelas)\s+(?:pada|di\s+pihak|di|si)?\s*(?:\w+)",
        rf"(?:tidak|tak|tdk|gak|ga|mboten|ndak|teu)\s+(?:ada\s+)?(?:ragu|keraguan|diragukan|perlu\s+diragukan|disangsikan)(?:\s+lagi)?\s*,?\s*(?:bahwa\s+)?\w+{gap(30)}(?:{CRIME_NOUN}|{CRIME_VERB}|bersalah)",
        r"(?:layak|pantas|patut|cocok)\s+(?:untuk\s+)?(?:dihukum|dipenjara|membusuk|dibui|masuk\s+(?:penjara|bui))",
        unless=r"\b(?:belum|bila|jika|apabila|bukan|yang\s+mengaku|kami\s+akui|kami\s+mengakui|kesalahan\s+(?:ada\s+)?(?:pada|di)\s+(?:kami|sistem)|hakim|pengadilan|mengaku\s+(?:anggota|polisi|petugas))\b",
    ),
    # --- case secrets: UU 14/2008 art. 17 ---
    rule(
        "case_secret",
        "What the evidence shows, and whom it points to, is the investigators' until the court hears it.",
        r"(?:identitas|ciri|wajah|nama|muka|alamat|keberadaan|persembunyian)(?:\s+(?:pelaku|terduga|tersangka|penipu|maling)\w*|nya)\s+(?:\w+\s+){0,2}(?:sudah|sdh|telah|udah|wis|tos|alah)\s+(?:\w+\s+)?(?:dikantongi|kantongi|diketahui|ketahuan|terlihat|terekam|dikenali|terlacak|dilacak|terdeteksi|teridentifikasi)",
        r"(?:dari|di|lewat|menurut|hasil)\s+(?:rekaman\s+)?cctv\s+(?:\w+\s+){0,4}(?:terlihat|terekam|tampak|kelihatan|terbukti|dikenali|wajah)",
        unless=r"\b(?:belum|bila|jika|mohon\s+kirim|punya|jangan)\b",
    ),
    rule(
        "case_secret",
        "A planned operation told beforehand warns the suspect.",
        rf"(?:akan|mau|bakal|badhe|ajeng|arep|rék|rek|bade|badé|ka|jagi|handak|naeng|hendak|segera|rencana\w*|siap|besok\w*|nanti\w*|malam\s+ini|sore\s+ini|isuk|beko|mangke|subuh|dini\s+hari|torang|kitong){gap(25)}"
        r"(?:(?:meng|me|ng|nge|n|di|manga?|mang|pang|peng|pa)?(?:gg?erebek|gr[eé]b[eé]k|gg?rebeg|geledah\w*|galedah|n?y?ergap|sergap|ringkus|ciduk|ge?rebekan|operasi\s+senyap)(?:an|kan|i|ah)?)",
        r"(?:rencana|persiapan|jadwal|operasi)\s+(?:peng|pe)?(?:gerebekan|geledahan|sergapan|nyergapan|nangkapan|nyamaran)",
        rf"(?:akan|bakal|besok|malam\s+ini|nanti\s+malam|dini\s+hari|subuh|mangke\s+dalu){gap(25)}(?:tangkap|menangkap|bergerak|turun\s+menangkap|amankan\s+pelaku|jemput\s+pelaku|jemput\s+tersangka)",
        r"(?:target\s+operasi|\bto\s+kami|daftar\s+target|operasi\s+tangkap\s+tangan\s+kami)",
        unless=r"\b(?:harus|surat\s+perintah|prosedur|jadwal\s+resmi|berhak|wajib\s+disertai|hoaks|pasti|jamin|janji)\b",
    ),
    rule(
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
    rule(
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
    rule(
        "case_secret",
        "A step of the file or a discrepancy in it is the prosecutor's and the investigator's matter.",
        r"p-?\s?(?:18|19)(?:\s+\w+){0,5}",
        r"(?:berkas|perkara)\w*\s+(?:\w+\s+)?(?:dikembalikan|ditolak|dipulangkan)\s+(?:oleh\s+)?(?:jaksa|jpu|kejaksaan)(?:\s+\w+){0,3}",
        r"(?:keterangan|kesaksian)\s+(?:para\s+)?(?:saksi|ahli|korban|tersangka)(?:\s+ahli)?\s+(?:\w+\s+)?(?:belum|tidak|tdk|blm)\s+(?:cocok|sinkron|sesuai|konsisten)",
    ),
    rule(
        "case_secret",
        "Who reported, who informs and who is watched must not be told.",
        r"(?:identitas|nama)\s+(?:saksi|pelapor|informan)(?:nya)?\s+(?:adalah|yaitu|sudah|kami|ialah|itu|:|atas|berinisial|(?-i:[A-Z]))\w*",
        rf"(?:pelapor|pengadu|yang\s+(?:melapor|lapor|ngadu|mengadu)|nu\s+ngalaporkeun|sing\s+lapor|nan\s+malapor)(?:nya|ne|na)?\s+(?:(?:kasus|laporan|perkara)\s+(?:itu\s+|ini\s+)?)?(?:adalah\s+|itu\s+|ialah\s+|memang\s+|masih\s+|merupakan\s+|orang\s+|ya\s+)?(?:tetangga\w*|karyawan\w*|{KIN}|{JOB}|pak|bu|si|rt|rw|sekampung|mantan|teman|sendiri|orang\s+dalam)(?:\s+\w+)?",
        unless=r"\b(?:tidak|lindungi|dilindungi|rahasia\w*|rahasiakan|kepada\s+siapa|bila|jika|dapat|palsu|bukan)\b",
    ),
    rule(
        "case_secret",
        "Where a suspect is, and how he is traced, must not be told.",
        rf"(?:hp|ponsel|sinyal|nomor|gps|posisi|keberadaan|persembunyian|tempat\s+(?:sembunyi|persembunyian)|lokasi)(?:nya)?{gap(10)}(?:pelaku|tersangka|terlapor|target|dpo|buron\w*|ybs|terduga){gap(25)}(?:terlacak|dilacak|kami\s+lacak|terdeteksi|sudah\s+diketahui|terakhir|di|sudah\s+kami)",
        rf"(?:persembunyian|tempat\s+persembunyian)\s+(?:pelaku|tersangka|dpo|buron\w*)(?:\s+di\s+\w+)?|(?:pelaku|tersangka|dpo|buron\w*|target|terduga)(?:nya)?{gap(20)}(?:bersembunyi|ngumpet|sembunyi|terlacak|terdeteksi|kabur\s+ke|lari\s+ke|melarikan\s+diri\s+ke|mengarah\s+ke)",
        r"(?:terlacak|terdeteksi)\s+(?:di|berada|ada|sinyalnya)\s*\w*",
        unless=r"\b(?:bila|jika|laporkan|hubungi\s+110|informasi\s+keberadaan)\b",
    ),
    rule(
        "case_secret",
        "What investigators suspect, the motive and the articles are not public before the file is.",
        r"(?:penyidik|tim|penyelidik|reskrim)(?:\s+kami)?\s+(?:sudah\s+|telah\s+|kini\s+|sementara\s+)?(?:mencurigai|curiga|menduga|yakin|mengantongi|mengarah|mengincar|meyakini|fokus\s+ke)(?:\s+\w+){0,3}",
        r"(?:motif|motifnya|modus\s+tersangka)\s+(?:pelaku\s+|tersangka\s+|terlapor\s+)?(?:\w+\s+)?(?:karena|adalah|asmara|dendam|sakit\s+hati|ekonomi|cemburu|masalah\s+\w+|soal|yaitu|ialah|diduga)(?:\s+\w+)?",
        r"pasal\s+(?:yang|yg)\s+(?:akan\s+)?(?:kami\s+)?(?:kenakan|disangkakan|sangkakan|dikenakan|pakai)",
        r"(?:dua|2|tiga|3|cukup)\s+alat\s+bukti(?:\s+\w+)?|kantongi\s+(?:nama|identitas|ciri)\s*\w*",
        unless=r"\b(?:hakim|pengadilan|belum|masih\s+didalami|pelanggar\w*|arus|knalpot|helm)\b",
    ),
)
