# Run: python3 -m pip install pythainlp==5.4.0 && python3 tools/sound/make_table.py >src/text/fixtures/sound.tsv
"""Writes names with the codes PyThaiNLP gives them: what src/text/sound.rs is tested against."""

from importlib.metadata import version

from pythainlp.corpus import thai_family_names, thai_female_names, thai_male_names
from pythainlp.soundex import lk82, udom83

EACH = 190  # of every list, evenly spread over its order

# Words and slips that reach the rules which few names reach.
RARE = """
ธรรม ธรรมะ กรรไกร บรรเจิด บรรพต วรรณี สวรรค์ พรรณราย สรรค์ รรรร รรรรเ ไทย ไทยา ไชยา ใจ ใย ไผท ใหม่ ไ ใ ำ
อำมาตย์ อำไพ ทำมา ทำมุ จำ น้ำ รัก ลัก รักษ์ จันทร์ กาญจน์ อารมณ์ ศักดิ์ สิทธิ์ บริสุทธิ์ ภูมิ มิตร์ ฤทธิ์ ฤดี ฤๅษี
ฦๅชา เอก แอ๋ว โอม ไอ เ เเม่ ฯ ๆ ์ ่ ก ก์ ก่์ นกๆ กฯ เก็จ ธุระ ตุลา พุธ ปัจจุบัน บูรณการ มหึมา หอ หู อู อือ อุ่น
ยู วุฒิ รุ่ง ลุง ฬุ ซ้ำๆ ๑๒๓ ก.ข. เดช.ณ สม-ชาย Somchai สมA Ärger 𝔘ก ๅ ึก ะะ กกกก ตุต ธุธ กัก ยัย
""".split()


def main():
    lists = (thai_female_names(), thai_male_names(), thai_family_names())
    names = RARE + [a[i * len(a) // EACH] for a in map(sorted, lists) for i in range(EACH)]
    print(f"# name, lk82, udom83: the codes by PyThaiNLP {version('pythainlp')} (Apache-2.0), without change.")
    print("# Made by tools/sound/make_table.py from rare spellings of our own and a selection of the names in Thai Male")
    print("# and Female Names Corpus © Korkeat Wannapat, https://github.com/korkeatw/thai-names-corpus, as in PyThaiNLP.")
    print("# This file: CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/. It is not part of the program.")
    for name in dict.fromkeys(names):
        print(name, lk82(name), udom83(name), sep="\t")


main()
