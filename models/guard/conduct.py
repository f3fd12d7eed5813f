"""How we speak to a citizen: no threat, no summons, no question for private facts, no insult, no promise."""

from __future__ import annotations

from models.guard.rule import Rule, rule
from models.guard.words import (
    COME,
    EVENT_PLACE,
    EXPLAIN,
    LAWFUL_STEP,
    NOT_SO,
    OFFICE,
    PLACE_OF_YOU,
    PRIVATELY,
    SHARE,
    SPEECH,
    WHERE,
    YOU,
    gap,
    noun,
)

_OURS = r"\b(?:kami|polri|kepolisian|institusi)\s+(?:\w+\s+){0,2}(?:mohon|minta|meminta|memohon|menyampaikan|bertanggung|sampaikan|siap\s+bertanggung)\b|\b(?:maaf\s+kami|dari\s+kami|tanggung\s+jawab\s+kami)\b"
_OFFENCE = (
    r"\b(?:pelaku\s+\w+|pengendara|pengemudi|melawan\s+arus|knalpot|parkir|balap\w*|menerobos|rambu|helm|judi|narkoba|tilang|pungli|penipuan|pencurian|anggota\s+(?:yang|kami)|mengancam\s+(?:kakak|anda|ibu|bapak)"
    r"|diancam|korban\s+(?:dapat|bisa|berhak)|pinjol|kekerasan|membakar|denda|hakim|setiap\s+orang|ponsel|berkendara|pengancaman|pelakunya|mabuk|narkotika|merampas|pencurian|tanpa\s+sim|penadah|kdrt|menelantarkan|pemalsuan|petasan|diatur\s+dalam|kuhp|tindak\s+pidana|membeli)\b"
)

CONDUCT: tuple[Rule, ...] = (
    # --- threats: no citizen may be frightened out of speaking (MK 105/PUU-XXII/2024) ---
    rule(
        "threat",
        "A step of law held out to somebody who spoke is a threat.",
        rf"(?:ada|punya|berujung|berakibat|berdampak|membawa|tempuh|menempuh|ambil|mengambil|bawa|dibawa|seret|diseret|kena|terkena|terjerat|jerat|gunakan|melayangkan|layangkan|bisa|dapat|akan|bakal|biso|tiasa|iso|saget|mriki|kami|sampai|siap-siap|ancaman|terancam|diancam|risiko|dengan|pakai|melalui|hingga|masuk)\s+(?:\w+\s+)?{LAWFUL_STEP}",
        rf"(?:{SPEECH}|menyebar\w*|menuduh\w*|memfitnah|fitnah|ngomong|bicara|pencemaran){gap(30)}(?:{LAWFUL_STEP}|ada\s+(?:pasalnya|hukumnya|ancamannya|aturannya|konsekuensinya)|urusannya)",
        rf"(?:{YOU}){gap(20)}(?:tuntut|dituntut|dipidana\w*|dipenjara|dijerat|digugat|dipolisikan|diproses\s+hukum)",
        r"(?:akan|bisa|dapat|bakal)\s+(?:kami\s+|kita\s+)?(?:tuntut|penjarakan|pidanakan|laporkan\s+balik|polisikan|proses\s+hukum|jerat|somasi|jebloskan|jemput\s+paksa|dijemput\s+paksa)",
        unless=_OFFENCE
        + r"|\b(?:jalur\s+hukum\s+(?:tersedia|terbuka)|bekerja\s+sesuai|surat\s+panggilan\s+palsu|bila\s+(?:anda|kakak)\s+(?:diancam|difitnah)|(?:sedang|sudah|telah)\s+diproses|laporan\w*\s+(?:\w+\s+){0,3}(?:sedang|sudah|telah|akan|dapat|bisa)\s+(?:kami\s+)?diproses|permohonan\w*|berkas\w*|pengaduan\w*|aduan\w*|menjadi\s+hak|putusan|diputus\w*|kode\s+etik|bila\s+terbukti|jika\s+terbukti|mengikuti\s+proses)\b",
    ),
    rule(
        "threat",
        "To be fetched, caught or locked up is held out to the reader.",
        rf"(?:kami|kita|tak|ku|gue|gua|sa|kitong|hami|ambo|polisi|nanti|mengko|engke|engké|beko|kaina|kaena|annon|gek|besok|sebentar){gap(14)}(?:jemput|tangkap|ciduk|seret|gelandang|borgol|angkut|bawa\s+ke\s+kantor|dijemput|dijamput|ditangkap|ditangkep|ditangkok|ditangkup|ditewak|ditéwak|ditéang|diteang|dicekel|dicerek|dicokok|dijuk|dibawa\s+ke\s+kantor|ditahan|dikurung|dikandangin)(?:\s+(?:{YOU}|polisi|paksa|sendiri|neng\s+omah|di\s+rumah|ku\s+kami))",
        rf"(?:{YOU})\s+(?:akan\s+|bisa\s+|dapat\s+|nanti\s+|bakal\s+|mau\s+)?(?:kami\s+)?(?:jemput|tangkap|ciduk|dijemput(?:\s+paksa)?|ditangkap|diciduk|diamankan|ditahan|dijebloskan|seret|angkut)",
        r"(?:bisa|mau|akan)\s+(?:gue|gua|sa|kami|tak|ku|kita)\s+(?:bawa|seret|angkut|jemput|tangkap|ciduk)(?:\s+ke\s+\w+)?|jemput\s+paksa|tak\s+jemput\s+\w+",
        unless=r"\b(?:pelaku\w*|tersangka|terduga|maling|pencuri|barang|stnk|sim|skck|ambulans|dokumen|kendaraan|malinge|maliang|dijemput\s+keluarga|dijapuik|menjemput\s+ibu|keterangan)\b",
    ),
    rule(
        "threat",
        "A warning not to try, not to speak, or to mind one's words frightens.",
        r"(?:jangan|jgn|jng|awas|ojo|aja|ojok|ampun|sampun|mboten\s+sah|ulah|tong|jan|ijan|unang|eda|sampunang|ajjha'?|ajja'?|tra\s+usah|jang|jangan\s+ko|jan\s+pola|hati-hati|ati-ati)\s+(?:\w+\s+)?(?:macam-macam|macem-macem|macam2|macem2|neko-neko|aneh-aneh|coba-coba|main-main|main2|coba2|mangicak|marjamo-jamo|sok\s+\w+|bikin\s+(?:rusuh|gaduh|masalah|onar|ribut)|cari\s+(?:gara-gara|masalah|perkara|penyakit)|banyak\s+(?:bacot|omong|bicara|cakap|cincong)|asal\s+(?:ngomong|bicara|tuduh|nuduh|bunyi|posting|njeplak|cakap)|asbun|sembarangan\s+(?:bicara|ngomong|menuduh|posting|nuduh|berucap)|sembarang\s+\w+|menyesal|nyesel|nyesal|nyasa|manyasa|(?:kaget|kagèt|heran|terkejut|reuwas)\s+(?:kalau|kalo|klo|bila|jika|menawi|manawi|yen|nek|lamun|mun|kok|nanti|mengko|engke)|salahkan\s+kami|macet\s+mulut|main\s+api|melawan|kurang\s+ajar|manggaduah|gaduh|sampai\s+(?:kami|menyesal))",
        r"(?:hati-hati|ati-ati|awas|hatur-hatur|bijak|bijaklah|berhati-hatilah|waspada)\s+(?:ya\s+|kak\s+|mas\s+)?(?:kalau|kalo|klo|jika|dalam|dlm|saat|kl|yen|lamun|mun|lek)?\s*(?:ber)?(?:bicara|ngomong|omong|komentar|komen|menulis|nulis|berucap|ucap|posting|memposting|menuduh|nuduh|bersosmed|bermedsos|mengunggah|nyebar|menyebarkan\s+(?:kabar|tuduhan|fitnah)|cakap|berkomentar)(?:\w*)",
        r"(?:jaga|dijaga|dijogo|jagalah|tolong\s+jaga)\s+(?:ya\s+)?(?:ucapan\w*|mulut\w*|jari\w*|lisan\w*|bicara\w*|omongan\w*|lambe\w*|cangkem\w*|kata-kata\w*|sikap\w*|bacot\w*|congor\w*|muncung\w*)|(?:ucapan|mulut|lisan|omongan|jari)(?:nya|mu)?\s+(?:tolong\s+|mohon\s+)?(?:dijaga|dikontrol)",
        r"(?:silakan|silahkan|coba|lanjutkan|teruskan)(?:\s+\w+){0,2}\s+(?:kalau|kalo|bila|jika)\s+berani|(?:kalau|kalo)\s+berani\s+(?:lanjut\w*|terus\w*)",
        unless=r"\b(?:pinjol|penipu\w*|otp|transfer|narkoba|petasan|kereta|rel|di\s+jalan|berkendara|mobil|motor|listrik|api\s+di|mengancam\s+kakak|telepon|bank|mengaku|orang\s+asing|tak\s+dikenal|hoaks\s+beredar)\b",
    ),
    rule(
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
        r"(?:menemukan|temukan|mencari|cari|mengenali|kenali|membuka|buka|ungkap|mengungkap|bongkar|membongkar|mudah\s+ditemukan)(?:\s+\w+){0,2}\s+(?:pemilik|pemegang|admin|orang|identitas|wajah|siapa)(?:\s+\w+){0,2}\s+(?:akun|unggahan|komentar|anonim)(?:\s+\w+){0,2}",
        r"(?:polisi|petugas|anggota|tim|kami|buser|resmob)\s+(?:\w+\s+)?(?:teka|teko|mara|rawuh|datang|dateng|sumping|bertamu|mampir|nyamper\w*|mengetuk\s+pintu)\s+(?:\w+\s+)?(?:ke|neng|ning|ring|ing|ka|dhateng|menyang)\s+(?:omahmu|omahe\s+sampeyan|rumahmu|rumah\s+(?:anda|kamu|kakak|saudara|mas|bapak|ibu)|imahmu|imah\s+anjeun|griya\w*|umahmu|dalem\w*)",
        r"(?:silakan|silahkan|monggo|mangga|teruskan|lanjutkan|lanjut)\w*\s+(?:\w+\s+){0,3}(?:kritik\w*|posting\w*|unggah\w*|komentar\w*|bicara\w*|protes\w*|ngomong\w*)\W+(?:\w+\s+){0,3}(?:kami|kita|tim|polisi)\s+(?:\w+\s+)?(?:catat|simpan|rekam|pantau|perhatikan|kumpulkan|tandai|awasi)",
        r"(?:kami|kita|tim|polisi)\s+(?:\w+\s+)?(?:catat|simpan|rekam|kumpulkan|arsipkan|screenshot)\s+(?:semua|semuanya|setiap|seluruh)\s*(?:kritik\w*|komentar\w*|unggahan\w*|ucapan\w*|tulisan\w*|jejak\w*|(?=[.!,]|$))",
        r"(?:hapus|dihapus|turunkan|take\s*down|tarik)\s+(?:\w+\s+){0,3}(?:atau|kalau\s+tidak|bila\s+tidak|sebelum|kalo\s+ga\w*|nek\s+ora|upami\s+henteu)",
        r"(?:penyebar|penulis|pengunggah|pembuat|pengkritik|yang\s+(?:menulis|mengunggah|menyebar\w*|mengkritik))\s+(?:\w+\s+){0,4}(?:berakhir|berujung|masuk|mendekam|dipenjara|ditangkap|dipidana|kena\s+(?:pasal|hukum\w*))",
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
    rule(
        "summons",
        "A citizen is called in to answer for what he said.",
        rf"{COME}\b[^!?\n]{{0,70}}?\b(?:{EXPLAIN})",
        rf"(?:{EXPLAIN})\s+(?:\w+\s+){{0,3}}(?:di|ke|ka|neng|ing|ring|tu|ri|dateng|langsung\s+di|langsung\s+ke|maring)\s+{OFFICE}",
        rf"(?:mengundang|undang|ngundang|memanggil|manggil|panggil|meminta|minta|mohon|harap|diharap|diminta|dimohon|tolong|wajib|harus|kudu|kedah|mesti|musti|patut|tunggu|ditunggu|nantikan|dinantikan|ditanti|diantosan|antosan|ditungguan|menunggu){gap(28)}(?:hadir|kehadiran\w*|menghadap|ngadep|sowan|kedatangan\w*|rawuh|sumping|rauh|dongkap|tangkil)\b(?:{gap(14)}{OFFICE})?",
        rf"(?:menghadap|ngadep|sowan|marak)\s+(?:ke\s+|ka\s+|dateng\s+|ring\s+|langsung\s+)?(?:{OFFICE}|kami|ruang\w*)",
        r"(?:menemui|temui|nemuin|ketemu|bertemu|manamui|tepungan|panggihan)\s+(?:dengan\s+|sama\s+|kalih\s+)?(?:penyidik|kanit|kasat|kapolsek|kapolres|reskrim|komandan|danru|kabid|atasan)",
        r"(?:ditunggu|kami\s+tunggu|dinanti|ditanti|ditungguan|dienteni|dipaantian)\s+(?:oleh\s+)?(?:kapolsek|kapolres|kanit|kasat|penyidik|komandan|di\s+(?:ruang\w*|kantor|polsek|polres|polda|mapol\w+|reskrim))(?:\s+\w+)?",
        rf"(?:kami|kita|tim|pimpinan|penyidik)\s+(?:tunggu|nantikan|nanti|tanti|antos|enteni){gap(30)}(?:di|ke|neng|ring|ing)\s+(?:{OFFICE}|ruang\w*|reskrim|kantor)",
        rf"(?:selesaikan|diselesaikan|bicarakan|bicara|ngobrol|ngopi|silaturahmi|ketemu|duduk\s+bersama|omongkan|bahas)\s+(?:saja\s+|langsung\s+|baik-baik\s+|sambil\s+\w+\s+)?(?:di|ke|neng|ka)\s+{OFFICE}",
        rf"(?:bertemu|ketemu|bertatap\s+muka|tatap\s+muka|duduk\s+bersama){gap(45)}(?:soal|terkait|atas|membahas|membicarakan|tentang|perihal|meluruskan)\s+{SPEECH}",
        r"(?:pembuat|penulis|perekam|pengunggah|penyebar|pemilik\s+akun)(?:\s+\w+){0,3}\s+(?:diminta|wajib|harus|silakan|segera|kami\s+minta)\s+(?:\w+\s+)?(?:menyerahkan\s+diri|menghadap|datang|hadir|melapor|wajib\s+lapor)",
        rf"(?:undangan|surat|jadwal)\s+(?:klarifikasi|pemanggilan|panggilan)(?:{gap(30)})\w+",
        rf"(?:kami|polisi|penyidik|kanit|reskrim|tim)\s+(?:akan\s+|segera\s+|bakal\s+)?(?:panggil|memanggil|undang)(?:\s+(?:{YOU}|yang\s+menulis|penulis|pemilik\s+akun))?",
        rf"(?:menjemput|jemput|dijemput|jemputan|ngajemput|mapag)\s+(?:\w+\s+){{0,3}}(?:untuk|guna|buat|kanggo|gasan)\s+(?:\w+\s+)?(?:{EXPLAIN})",
        rf"(?:{YOU})\s+(?:\w+\s+)?(?:datang|hadir|menghadap)\s+(?:sendiri\s+)?(?:ke|di|ka)\s+{OFFICE}\s+(?:besok|hari\s+ini|sekarang|segera|isuk|senin|selasa|rabu|kamis|jumat|pagi)",
        r"(?:datang|datangki|datangko|dateng|menghadap|hadir|tindak|rawuh)(?:lah|ki|ko)?\s+(?:segera\s+|besok\s+|sekarang\s+|sendiri\s+){1,2}(?:ke|ka|di)\s+(?:kantor|polsek|polres|polda|ruang|unit|reskrim)",
        unless=r"\b(?:layanan|pelayanan|jumat\s+curhat|curhat|car\s+free\s+day|cfd|gerai|keliling|posko|terbuka\s+untuk\s+umum|undangan\s+terbuka|siapa\s+(?:pun|saja)|tidak\s+(?:perlu|harus|wajib)|palsu|keaslian\w*|membuat\s+laporan|buat\s+laporan|untuk\s+melapor|bisa\s+melapor|spkt|sim|skck|stnk|bpkb|mengurus|mengambil|petugas\s+(?:akan\s+)?(?:datang|hadir|menghadap)|pembuatan|rekrutmen|lokasi|kejadian|saksi\s+dan\s+korban|(?:sudah|telah|sedang|langsung)\s+(?:di|kami\s+)(?:bawa|amankan|periksa|mintai)|terduga|diamankan|hak\s+\w+|stasiun|pelanggar\w*|spbu|orang\s+hilang|panggilan\s+resmi|peserta|seleksi|ujian|tes|(?:men)?cabut\s+laporan|surat\s+permohonan)\b",
    ),
    rule(
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
    rule(
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
        rf"(?:{SHARE})\s+(?:\w+\s+){{0,2}}(?:rt|rw|nama\s+(?:jalan|gang|perum\w*|kos\w*)|nomor\s+rumah|blok){gap(30)}(?:rumah\w*|tempat\s+tinggal\w*|tinggal\w*|kos\w*|{YOU})",
        r"dimanak[ia](?:\s+\w+)?|dimanaki",
        rf"alamat(?:\s+rumah)?(?:nya|mu|ta)?\s+(?:{YOU}\s+)?(?:lengkapnya\s+)?(?:apa|mana|di\s*mana|dmn)",
        unless=PRIVATELY + "|" + NOT_SO + "|" + EVENT_PLACE,
        public_only=True,
    ),
    rule(
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
    rule(
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
    rule(
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
        r"(?:orang|warga|netizen|akun|mereka)\s+(?:yang\s+|yg\s+)?(?:suka|hobi|sering|rajin|doyan|seneng|biasa)\s+(?:meng|me|ng)?(?:kritik|gkritik|protes|komplain|nyinyir|hujat|ujat|komentar|omentari|ngeluh|eluh|julid)\w*\s+(?:\w+\s+){0,2}(?:punya|ada|banyak|pasti|memang|kurang|tidak|gak|biasanya|hidupnya)",
        r"\b(?:pikun|buta\s+huruf|rabun\s+ya|budek|budeg|tuli\s+ya)\b|(?:tidak|nggak|gak|ga|tak|tdk|ora|teu)\s+(?:bisa|pernah|iso|tiasa)\s+(?:baca|membaca|mikir|berpikir|maca)\b(?!\s+(?:pesan|sandi|plat|nomor|tulisan|kode))",
        r"(?:mikir|mikirnya|pikir|berpikir|otak|otaknya)\s+(?:\w+\s+)?(?:pakai|pake|nganggo|nganggé|di|ing|neng)\s+(?:dengkul|lutut|jempol|tumit|sikil|tuur)|\b(?:drama|lebay|alay|manja|cengeng|ribet|sensi\w*)\s+(?:banget|amat|sekali|bgt|tenan|pisan|kali)\b|(?:jangan|jgn|jng|ojo|aja|ulah|tong)\s+(?:terlalu\s+)?(?:manja|cengeng|lebay|drama|baper|kekanak-kanakan|rewel)\b|(?:begitu|gitu|gini|itu|hilang|kecil|segitu)\s+(?:saja|aja|doang|wae|bae)\s+(?:kok\s+)?(?:di)?(?:ributkan|hebohkan|besar-besarkan|permasalahkan|perkarakan|bikin\s+\w+)",
        r"(?:kurang|krg)\s+(?:perhatian|kasih\s+sayang|hiburan|jalan-jalan|ngopi|gaul|tidur\s+ya|liburan)\b",
        r"(?:cuma|baru|begitu|gitu)\s+(?:\w+\s+){0,2}(?:aja|saja|doang|doank)\s+(?:kok\s+|sudah\s+|udah\s+)?(?:ribut|heboh|lapor|nangis|rewel|ngeluh|panik|viral\w*|dibesar-besarkan)",
        unless=r"\b(?:tidak\s+ada\s+(?:laporan|pertanyaan)|kurang\s+perhatian\s+(?:kami|dari\s+kami|petugas)|kami\s+(?:\w+\s+)?kurang|(?:lansia|kakek|nenek|keluarga|ayah|ibu)\s+(?:yang\s+)?pikun|pengemudi|pengendara|anjing\s+(?:pelacak|peliharaan|k-?9|liar|gila|hilang|galak|penjaga)|k-?9|gigitan|rabies|ternak|sapi|bukan\s+salah\s+sendiri|orang\s+gila\s+baru|odgj|jangan\s+menyalahkan)\b",
    ),
    rule(
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
        unless=r"\b(?:bila|jika|apabila|kalau\s+(?:terbukti|ada)|(?:tidak|tdk|tak)\s+(?:ada\s+yang\s+)?(?:dapat|bisa)\s+(?:menjanjikan|menjamin|memastikan|dijamin|dijanjikan|dipastikan)|siapa\s*pun|belum\s+(?:dapat|bisa)|sesuai\s+(?:kode|aturan|ketentuan|prosedur)|terbukti|(?:diputus\w*|ditentukan)\s+(?:oleh\s+)?(?:hakim|pengadilan)|percaya\s+janji|mudah\s+percaya|waspada\w*|modus|penipu\w*|upaya\w*|upayakan|berusaha|kunci\w*|pastikan\s+(?:kendaraan|motor|pintu|rumah|nomor)|semoga|pelayanan\w*|surat\s+kepada|kerja|gangguan|pemeliharaan|antrean|pendaftaran|permohonan|penerbitan|skck|sim|stnk)\b",
    ),
)
