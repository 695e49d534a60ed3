"""Sentences people write again and again: thanks to a reporter in their language, why a correction is enough."""

from random import Random

ANSWERS = {
    "en": [
        "Thank you. You were right to stop: {bad} of {made} were bad, none of them left the building.",
        "Thank you for the photo. Lot {lot} was held the same hour and sorted; the rest is good.",
        "Thanks. We looked at {machine} together with the setter and put it right. Tell us if you see it again.",
        "Thank you for reporting before the truck came. The customer got only good pieces.",
        "You saw it first. It is corrected, and the start-up card of {machine} now has your picture on it.",
    ],
    "ms": [
        "Terima kasih. Anda betul kerana berhenti: {bad} daripada {made} rosak, tiada yang keluar dari kilang.",
        "Terima kasih atas gambar. Lot {lot} ditahan pada jam yang sama dan telah diasingkan.",
        "Terima kasih. {machine} sudah dibetulkan bersama setter. Beritahu kami jika nampak lagi.",
        "Terima kasih kerana lapor awal. Pelanggan hanya menerima barang yang baik.",
    ],
    "ne": [
        "धन्यवाद। रोक्नु सही थियो। {made} मध्ये {bad} वटा खराब थिए, बाहिर एउटा पनि गएन।",
        "फोटोको लागि धन्यवाद। लट {lot} त्यही समयमा रोकियो र छुट्याइयो।",
        "धन्यवाद। {machine} मिलाइयो। फेरि देख्नुभयो भने खबर गर्नुहोस्।",
    ],
    "bn": [
        "ধন্যবাদ। থামানো ঠিক ছিল। {made}টির মধ্যে {bad}টি খারাপ ছিল, বাইরে একটিও যায়নি।",
        "ছবির জন্য ধন্যবাদ। লট {lot} তখনই আটকে রাখা হয়েছে ও বাছাই করা হয়েছে।",
        "ধন্যবাদ। {machine} ঠিক করা হয়েছে। আবার দেখলে জানাবেন।",
    ],
    "my": [
        "ကျေးဇူးတင်ပါတယ်။ ရပ်လိုက်တာ မှန်ပါတယ်။ {made} ခုမှာ {bad} ခု ပျက်နေပြီး အပြင်ကို မရောက်ပါဘူး။",
        "ဓာတ်ပုံအတွက် ကျေးဇူးတင်ပါတယ်။ လော့ {lot} ကို ချက်ချင်း ထိန်းထားပြီး ရွေးချယ်ပြီးပါပြီ။",
        "ကျေးဇူးတင်ပါတယ်။ {machine} ကို ပြင်ပြီးပါပြီ။ ထပ်တွေ့ရင် ပြောပါ။",
    ],
    "zh-hans": [
        "谢谢。您停机是对的：{made} 件中有 {bad} 件不良，没有一件流出。",
        "谢谢您的照片。批次 {lot} 当时就已隔离并全检。",
        "谢谢。{machine} 已调整好。如果再看到，请告诉我们。",
    ],
    "vi": [
        "Cảm ơn anh. Dừng lại là đúng: {bad} trong {made} chi tiết bị lỗi, chưa có chi tiết nào ra khỏi xưởng.",
        "Cảm ơn đã báo sớm. Lô {lot} đã được giữ lại và kiểm tra 100 %.",
    ],
}
ENOUGH = [
    "Single event with a known trigger; the correction removed it and the next two lots were clean.",
    "Damage in handling of one box, no trend in six months.",
    "Found at the machine in the first hour, nothing went further; trend is watched in the weekly meeting.",
    "Wear part at the end of its planned life, replaced; the plan stands.",
    "Covered by the corrective action on the same cause that is still being judged.",
    "Effort out of proportion to {bad} pieces; will be looked at again if it returns within a quarter.",
]
CONCLUSIONS = [
    "Corrected, next lot inspected without finding.",
    "Sorted, the good pieces released, the rest booked as scrap.",
    "In order again since the correction; nothing else affected.",
    "Closed with the reason why no further action is needed.",
    "Checked at the machine with the shift, no more bad pieces in 500.",
    "Stock and work in process looked through, balance agrees.",
]
CURED = [
    "Cause proven and removed, effect judged over the planned time, no repeat.",
    "Actions stand in the standard now; control plan and work instruction agree.",
    "Effective. The same change was carried over where it could happen too.",
    "No repeat in the time that was set; savings are larger than the effort.",
    "Closed after the effect was judged by somebody who took no part in the work.",
]


def answer_to(language: str, rng: Random) -> str:
    """An answer in a reporter's language, English where we have no words of theirs."""
    return rng.choice(ANSWERS.get(language, ANSWERS["en"]))
