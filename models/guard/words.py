"""Families of words that the guard's rules are built from: formal, chatty and regional Indonesian together.

A family is written as one comma-separated line of pattern pieces; a blank stands for any white space.
Wordings of Javanese, Sundanese, Betawi, Minang, Makassar, Banjar, Balinese, Madurese, Batak, Manado
and Papuan are mixed in, since officers mix them too.
"""

from __future__ import annotations


def one_of(*lines: str) -> str:
    """A pattern that meets any piece of the comma-separated lines, the longest first."""
    pieces = [piece.strip() for line in lines for piece in line.split(",") if piece.strip()]
    longest_first = sorted(pieces, key=len, reverse=True)
    return "(?:" + "|".join(piece.replace(" ", r"\s+") for piece in longest_first) + ")"


def noun(*lines: str) -> str:
    """Like `one_of`, with the endings that make a noun "his", "your" or "the" in the languages here."""
    return one_of(*lines) + "(?:nya|ne|na|nyo|nye|ta|ku|mu|e|é|ipun|ana|ta')?"


def gap(length: int) -> str:
    """Up to `length` characters between two words of one sentence; short, so that matching stays linear."""
    return rf"\b[^.!?\n]{{0,{length}}}?\b"


# A person's initials or a proper name are told from other words by their capitals alone.
INITIALS = r"(?-i:\b[A-Z](?:[\s.]?[A-Z]){0,2}\b\.?)"
NAME = r"(?-i:\b[A-Z][a-z]{2,}\b)"
YOU = one_of(
    "anda, saudara, saudari, sdr, kamu, kau, kalian, lu, lo, elu, loe, ente, agan, kakak, kakaknya, kaka, kak, ka,"
    "bapak, pak, ibu, bu, mas, mbak, bang, abang, kang, akang, teteh, uda, da, uni, bro, sis, gan, min, situ,"
    "panjenengan, sampeyan, sliramu, kowe, koen, anjeun, maneh, hidep, pian, ikam, nyawa, ragane, jerone, cai,"
    "hamu, ho, ngana, ngoni, ko, ang, waang, awak, kita', ito, lae, ba'na, be'na, sampean, yang bersangkutan"
)
US = one_of(
    "kami, kita, tim, petugas, anggota, polisi, tak, gue, gua, sa, kitong, torang, hami, ambo, ulun, tiang, abdi, urang, kula"
)
NAMED = one_of(
    "inisial, berinisial, bernama, namanya, nama lengkapnya, atas nama, a n, an, asmane, jenenge, arane, namina,"
    "ngaranna, namonyo, bangaran, goarna, adana, wastane, identitasnya, nama panggilannya, panggilannya, dikenal sebagai"
)
CHILD = noun(
    "anak, anak-anak, anak kecil, nak, bocah, bocil, balita, bayi, batita, remaja, adik, adek, dek, abg, keponakan, ponakan,"
    "budak, barudak, orok, murangkalih, bocahe, lare, lare alit, kanak, kanak-kanak, paja, paragih, kakanak, kakanakan, anang,"
    "rare, alit-alit, na' kana', kana', dakdanak, dakdanak i, anakkon, ana-ana, ana kecil, anana, ana', anak di bawah umur, cah cilik, gadis kecil, bocah cilik"
)
PUPIL = noun("siswa, siswi, murid, pelajar, santri, santriwati, santriwan, pramuka, anak sekolah, anak didik")
SCHOOL = (
    r"(?:(?:sdn?|min?|smpn?|sman?|smkn?|mts?n?|mts|man|ma|slb|stm|sltp|slta|tk|paud|ponpes|pesantren|pondok|panti(?:\sasuhan)?"
    r"|madrasah|sekolah\s+(?:dasar|menengah|luar)|kelas|kls|kelompok\s+bermain)(?:it|\b))"
)
AT_SCHOOL = one_of(
    "sekolah, sekolahnya, bersekolah, sekolahe, sakola, sakolana, sikolah, sikola, sikkola, marsikkola, masuk sekolah,"
    "masekolah, asakola, duduk di, duduk di bangku, kelas, kls, baru kelas, mondok, belajar, nyantri"
)
# Ways to say whose child, wife or neighbour someone is.
KIN = one_of(
    "anak, putra, putri, putranya, putrinya, cucu, keponakan, ponakan, anak kandung, anak tiri, anak angkat, istri, istrinya,"
    "suami, suaminya, isteri, mantan istri, mantan suami, mantan pacar, pacar, tunangan, janda, menantu, menantunya, mertua,"
    "adik kandung, adik ipar, kakak ipar, saudara kandung, tetangga, pamajikan, pamajikanana, salaki, bojone, bojo, garwane,"
    "bini, bininya, laki, rabi, ibu kandung, ibu, ibunya, anaknya, kerabat, teman sekantor, kekasih, pembantu, asisten rumah tangga, sepupu"
)
PARENT = one_of(
    "ortu, ortunya, orang tua, orang tuanya, orangtuanya, orangtua, bapaknya, bapake, ayahnya, ibunya, ibu kandungnya,"
    "emaknya, maknya, mamaknya, mamanya, papanya, bapanya, bapana, indungna, indung, ibune, amaknyo, abaknyo, natorasna, walinya, kakeknya, neneknya, pamannya"
)
JOB = one_of(
    "karyawati, karyawan, pegawai, honorer, pns, asn, guru, guru honorer, dosen, mahasiswi, mahasiswa, perawat, bidan, dokter, penjual, penjaja,"
    "pedagang, pemilik, kasir, spg, pramugari, penyanyi, biduan, buruh, petani, nelayan, tukang, ojol, driver, sopir, satpam, model,"
    "selebgram, artis, penjaga, pelayan, pembantu, art, tki, pmi, bekerja, kerja, jualan, berjualan, dagang, dines, ngajar, nyambut damel, nyambut gawe, magawe, karajo, karejo, mangajar,"
    "bakul, bakul sayur, pensiunan, purnawirawan, mantan pegawai, ibu rumah tangga, irt, janda, duda, jurnalis, wartawan, aktivis, bidan, apoteker, admin, teller, resepsionis, baby sitter, atlet, dukun, ustaz, ustazah, pendeta, kurir, teknisi, montir, satpol, pekerja, pemandu, terapis, kepala desa, lurah, kades, camat, anggota, pengusaha, pemilik warung, juragan, santriwati, santri, siswi, siswa, pelajar"
)
LIVES = one_of(
    "tinggal, bertempat tinggal, tinggalnya, rumahnya, kosnya, kos, ngekos, kontrakannya, beralamat, alamatnya, domisilinya,"
    "berdomisili, warga, wargi, warga asal, asal, asalnya, berasal, penduduk, wong, urang, orang, omahe, imahna, bumina, linggih, umahe,"
    "jabuna, compokna, dong pu rumah, di kompleks, di perumahan, asli, dari desa, dari kampung, dari dusun, ti"
)
VICTIM = noun(
    "korban, saksi korban, penyintas, almarhum, almarhumah, mendiang, jenazah, mayat, (?:yang|yg|sing|nu|nan|nang|na|se|nyang) (?:jadi|dadi|menjadi|manjadi|daddi|dados) korban, (?:yang|yg|sing|nu|nan|nang) (?:meninggal|tewas|wafat|mati|terluka|luka|hilang|melapor jadi korban|ditemukan meninggal), korban jiwa"
)
HARMED = (
    r"(?:yang|yg|sing|nu|nan|nang|na)\s+(?:jadi\s+korban|menjadi\s+korban|(?:di|ka|ta|ter|d)(?:aniaya|lecehkan|perkosa|cabuli|rudapaksa|setubuhi"
    r"|pukuli?|hajar|siksa|sekap|bunuh|begal|tusuk|bacok|jambret|rampok|todong|tipu|intip|peras|culik|kdrt|gebuki?|hamili|telantarkan)\w*)"
)
PERSON = one_of(
    r"dia ji, dia mi, dia tu, dia itu, si, sdr, sdri, saudara, saudari, bapak, pak, ibu, oknum, sopir\w*, supir\w*, pengemudi\w*, pengendara\w*, anggota, kepala desa, bendahara, satpam, tukang parkir, juru parkir, ayahnya, pamannya, gurunya, bosnya, tersangka, terlapor, terduga, terdakwa, yang bersangkutan, ybs, ybsnya, beliau, dia, ia, dy,"
    "mereka, inyo, manehna, anjeunna, dheweke, deweke, piyambake, wonge, orangnya, orang itu, pria, pria itu, lelaki, laki-laki, lakian, lakian itu,"
    "perempuan itu, wanita itu, pemuda itu, pace, pace itu, mace itu, pengemudi, sopir, suaminya, istrinya, tetangganya, pacarnya, majikannya, inisial, berinisial,"
    "ho, ibana, ipun, nyawa, die, dong, de, ida, ipune, inya, urangnya, aba'na, jelma eta, urang tu, pemilik akun, kades, lurah, guru itu, mantan suaminya, ayah tirinya"
)
CRIME_NOUN = noun(
    "pelaku, pelaku utama, pencuri, maling, penipu, pembunuh, perampok, begal, pembegal, jambret, penjambret, pencopet, copet, pemerkosa, pencabul,"
    "bandar, bandar narkoba, bandar sabu, pengedar, penjahat, koruptor, dalang, otak, otak di balik, biang, biang kerok, biang keladi, provokator,"
    "penadah, pemeras, penganiaya, residivis, kriminal, bandit, garong, rampok, predator, penculik, pembakar, pedofil, mafia, calo, pemalsu, pangkal masalah,"
    "panjahek, pancilok, pamaliang, maliang, panangko, pamunuh, maleng, tukang tipu, tukang begal, tukang nipu, penggelap, pelakor"
)
CRIME_VERB = one_of(
    "mencuri, nyuri, curi, nyolong, colong, maling, ngamaling, mamaling, malingi, mancuri, mancilok, manangko, ngeco', menipu, nipu, tipu, manipu, mangoto-otoi, nipoe, apus-apus,"
    r"membunuh, bunuh, mbunuh, mambunuh, mambunuah, mambunu, mateni, maehan, matiang, menganiaya, aniaya, mukul, memukul, memukuli, pukul(?!\s*\d), menghajar, mabacok, membacok, menusuk,"
    "merampok, rampok, membegal, begal, jambret, menjambret, mencopet, memperkosa, perkosa, mencabuli, cabuli, melecehkan, merudapaksa, menyetubuhi, menggelapkan,"
    "memeras, korupsi, mengorupsi, nilep, menilep, mengedarkan, menadah, membakar, menabrak, merusak, menyebar hoaks, memalsukan, melakukan pungli, menerima suap, terima suap, minta suap, menyuap, pungli, minta uang, makan uang, tilap, menilap, menganiayanya, ba pancuri, bapancuri, pancuri, bagal, batipu, ba tipu, baku pukul, hamili, menghamili, mengoplos, menimbun, mutilasi, memutilasi, menculik, culik, sabotase, bandar, jual narkoba, jualan narkoba, jual sabu, ngedar, jadi otak, jadi dalang, menerima uang, memalak, malak, malakin, palak, meras, ngerampok, ngebegal, nyuri, ngejambret,"
    "melakukan pencurian, melakukan penipuan, melakukan penganiayaan, melakukan pembunuhan, melakukan tindak pidana, melakukan korupsi, melakukan pelecehan,"
    "melakukan kejahatan, melakukan perbuatan, melakukan pencabulan, melakukan penggelapan, melakukan pemerasan, melakukan perampasan, ambil motor, ambil hp, ambil uang, bawa kabur, membawa kabur, embat, ngembat, nyopet"
)
SURELY = one_of(
    "memang sudah lama jadi, memang sering, memang suka, memang sudah lama, memang, mmg, emang, jelas, jelas-jelas, pasti, sudah pasti, terbukti, kabuktian, kabukti, tabukti, kebukten, terang, tangkas, ternyata, nyata-nyata, tak lain, tidak lain, adalah, adlh, ialah, merupakan,"
    "pancen, estu, mula, memeng, leres, bener, betul, benar-benar, fix, sah, tulen, biasa, su biasa, dikenal, sudah dikenal, do, tidak diragukan lagi, tak diragukan, seratus persen, sudah terang, yakin, otomatis, jelas sekali"
)
SPEECH = noun(
    "unggahan, postingan, posting, post, cuitan, cuit, twit, tweet, komentar, komen, konten, status, video, story, ucapan, omongan, perkataan, pernyataan, tuduhan, fitnah,"
    "tulisan, berita, kabar, kritik, cerita, cerito, caption, videota, celotehan, hoaks, informasi, info, laporan palsu, keterangan palsu, kata-kata, sebaran, akun, isi chat, thread, utas, pangandikan, omong, catur, hata"
)
OFFICE = noun(
    r"kantor, kantua, kantor polisi, polsek, polres, polda, polresta, polrestabes, mapolsek, mapolres, mapolda, mapolresta, mabes, reskrim, satreskrim, ditreskrimum,"
    "ruang, kanit, kasat, kapolsek, kapolres, penyidik, propam, spkt, unit, ruangan, pos polisi, kantor kami, tempat kami, markas"
)
COME = one_of(
    r"datang, datanglah, datangki, datangko, dateng, dtg, hadir, hadirlah, menghadap, ngadep, madhep, sowan, marak, rawuh, pinarak, tindak, dongkap, sumping, ka dieu,"
    r"ro, ro ma, rauh, tangkil, tedun, dhateng, merapat, mampir, ka kantor, ka kantua, ke kantor, ke polsek, ke polres, lunga, teka, mara, maso, tandang, melaluhan,"
    "jo datang, pigi, pi, menemui, temui, turun ke, singgah, sambangi, dipanggil, kami panggil, kehadiran, kehadirannya, kedatangan, kedatangannya"
)
EXPLAIN = one_of(
    r"klarifikasi\w*, mengklarifikasi\w*, (?:men|di|n|ma|man)?jelas(?:kan|aken|ake|keun|ang|hon|in|no|i|ne)(?:\s+\w+)?, ngaklarifikasi\w*, diklarifikasi, menjelaskan, jelaskan, jelasin, dijelaskan, dijelasaken, manjelashon, nerangang, nerangken, njelasne, ngajelaskeun, manjalehan,"
    r"penjelasan, \w*pertanggung\w*, dimintai keterangan, minta keterangan, minta ket, diminta keterangan, memberi keterangan, memberikan keterangan, beri keterangan, beri penjelasan, ditanya, ditanyai, ditanyo, ditakoni,"
    r"diperiksa, pemeriksaan terhadap anda, diproses, dibina, pembinaan, mengaku, bicara empat mata, mempertanggungjawabkan, soal {SPEECH}, tentang {SPEECH}, terkait {SPEECH}, atas {SPEECH}, perihal {SPEECH}, perkara {SPEECH},"
    "dipundut katerangan, dipundhut katrangan, dipundut keterangan, dipenta katerangan, dijaluk katrangan, dijaluki keterangan, disuwun katrangan, tabayun, tabayyun, minta maaf, njaluk ngapura, njaluk sepura, njaluk ngapuro, nyuwun ngapunten, nyuwun pangapunten, menta hampura, minta ampun, dimintai penjelasan, kalo berani, kalau berani, klo berani, meluruskan, membuktikan, buktikan, bawa buktinya"
).replace("{SPEECH}", SPEECH)
LAWFUL_STEP = one_of(
    "konsekuensi hukum, konsekuensi hukumnya, konsekuensinya, konsekwensi hukum, akibat hukum, akibat hukumnya, langkah hukum, jalur hukum, ranah hukum, tindakan hukum, upaya hukum, proses hukum, proses balik, lapor balik,"
    "laporkan balik, dilaporkan balik, melaporkan balik, tuntut balik, gugat balik, uu ite, undang-undang ite, pasal karet, pencemaran nama baik, pencemaran nama, ujaran kebencian, laporan palsu, keterangan palsu, somasi, meja hijau, (?:ke|ka) pengadilan,(?:ke|ka) pangadilan, dipidana, dipidanakan, mempidanakan, pidanakan,"
    "dijerat, dipenjara, penjara, masuk penjara, dibui, bui, dikerangkeng, dituntut, digugat, dipolisikan, diproses, diproses hukum, proses secara hukum, berurusan dengan hukum, berurusan dengan kami, berurusan dengan polisi, berhadapan dengan hukum, berhadapan dengan kami, sel, jeruji, sanksi pidana, ancaman pidana, pidana, delik, fitnah ada hukumnya"
)
SHARE = one_of(
    r"share, shere, sher, kirim, kirimkan, kirimi, kirimmi, kirimin, krm, krim, bagikan, bagi, tulis, tuliskan, ditulis, tulih, tulihlah, tulisin, serat, seratkeun, diserat, serat aken, sebut, sebutkan, sebutin, spill, drop, tag, pin,"
    "kasih, kasi, kasih tahu, kasih tau, beri tahu, minta, mnta, njaluk, nyuwun, nyuhunkeun, mohon, cantumkan, sertakan, lampirkan, infokan, info, informasikan, reply, balas, jawab, komen, ketik, isi, berikan, kintun, kintunkeun, kirimaken, tuliskanlah, tongoshon, surathon, paboa, tulisang, kirimang, agih, ba kirim, posting, upload, unggah"
)
# A way to tell privately, which makes most requests proper.
PRIVATELY = (
    r"\b(?:dm|d\.m|pesan\s+(?:pribadi|privat|langsung)|japri|inbox|direct|jalur\s+pribadi|chat\s+pribadi|privat|pribadi|messenger"
    r"|wa\s+resmi|whatsapp|formulir|tertutup)\b"
)
NOT_SO = (
    r"\b(?:jangan|jgn|jng|tidak|tdk|nggak|gak|ga|tak\s+perlu|tanpa|hindari|belum|blm|bukan|ojo|ojok|mboten|ulah|tong|henteu|teu|jan|indak|ndak|ijan"
    r"|kada|unang|sonang|eda|sampunang|nenten|ten|ajjha'?|ajja'?|tra\s+usah|trada|tra|tara|nyanda|dilarang|larang|cegah|waspada\w*|palsu|rahasia\w*|lindungi|dilindungi|melindungi|kerahasiaan\w*)\b"
)
WHERE = one_of(
    "di mana, dimana, dmn, dmna, dimane, di mane, dimanaki, dimanaka, mana, mane, ka mana, neng endi, ning endi, nang endi, ngendi, endi, pundi, wonten pundi, teng pundi,"
    "di mana, ti mana, palih mana, yang mana, sing endi, nu mana, gang berapa, blok mana, dima, di ma, ring dija, dija, dimma, e dimma, didia, didia do, kudia, daerah mana, sebelah mana, sblh mana, bagian mana, wilayah mana, kelurahan mana, apa alamatnya"
)
PLACE_OF_YOU = one_of(
    "tinggal, tinggalnya, rumah, rumahnya, rumahmu, rumah kakak, kos-kosan, kos-kosannya, kosannya, kostnya, indekos, apartemennya, kontrakannya, omah, omahe, dalem, dalemipun, griya, bumi, bumina, linggih, linggihna, imah, imahna, umah, umahe, badiam, bagana, magenah, jabu, jabum, jabumu, jabuna, compo', bengko, roma,"
    "posisi, posisinya, posisi anda, posisine, alamat, alamatnya, alamatna, domisili, domisilinya, kos, kosan, kontrakan, berada, ada, lagi, sedang, sekarang, skrg, saiki, ayeuna, kini, wayah ini, mangkin, samangke, nuaeng"
)
EVENT_PLACE = (
    r"\b(?:kejadian\w*|peristiwa\w*|macet\w*|ruas|jalan\s+(?:mana|apa|rusak)|balap\w*|kecelakaan\w*|laka|banjir\w*|pohon|tawuran\w*|titik\s+macet|pungli\w*|parkir\w*|lampu"
    r"|kebakaran|pelayanan\w*|judi|perjudian|lubang|razia|tkp|polsek|polres|polda|satpas|spkt|samsat|kantor|posko|loket|satuan)\b"
)
