// Debtors in the news of 2566, whose registrations have to work: the amounts are published, the rest is invented.

/** Where every case lives and how it is reached, unless it says otherwise. */
const LIFE = {
  contact: { phone: "081-234-5678", "phone-shared": "no", line: "mali.t" },
  safety: { "contact-hours": ["morning", "evening"], "not-at-home": "yes", "safe-word": "ดอกบัว" },
  province: { province: "49" },
  district: { district: "4901" },
  address: { subdistrict: "490101", street: "99/9 หมู่ 9" },
  office: { "office-choice": "near" },
  living: { occupation: "trader", income: "๑๒,๐๐๐", expenses: "9k", dependants: "2" },
};

/** 40,000 baht at 10% a month. https://www.bangkokpost.com/thailand/general/2696771 */
export const TEN_A_MONTH = {
  life: LIFE,
  debts: [
    {
      creditor: { "creditor-kind": "agent", "creditor-alias": "เจ๊หมวย", "creditor-alias-sure": "known" },
      clues: {
        "creditor-phones": "089-999-9999\n02-999-9999",
        "creditor-phones-sure": "known",
        "creditor-place": "ตลาดสดเทศบาล หลังร้านทอง",
        "creditor-place-sure": "heard",
      },
      loan: { "borrowed-month": "ม.ค.", "borrowed-year": "2566", written: "60,000", received: "40,000", deducted: "4k" },
      terms: { "terms-kind": "percent", rate: "10", "rate-period": "month" },
      payments: { "paid-how": "total", "paid-total": "๔๔,๐๐๐", "last-paid-year": "2567", claimed: "40,000" },
      papers: { contract: "creditor", "blank-signed": "yes", guarantor: "no", collateral: "atm-card" },
      conduct: { conduct: ["threats", "shaming"], "odd-hours": "yes", frequency: "more", urgent: "yes" },
      wishes: { wish: ["mediation", "lower-interest"], "other-words": "กลัวเขามาที่ร้าน" },
    },
  ],
};

/** 130,000 baht at 5% a month. https://www.khaosodenglish.com/news/2023/12/01/informal-debt-registry-starts-and-reveals-how-people-struggle/ */
export const FIVE_A_MONTH = {
  life: {
    ...LIFE,
    contact: { phone: "+66 81 234 5678", "phone-shared": "unknown", "line-unknown": true },
    province: { province: "10" },
    district: { district: "1001" },
    address: { subdistrict: "100101" },
    living: { occupation: "other", "occupation-other": "street musician", income: "15000", "expenses-unknown": true },
  },
  debts: [
    {
      creditor: { "creditor-kind": "person", "creditor-name": "สมชาย ไม่มีจริง", "creditor-name-sure": "known" },
      clues: { "creditor-accounts": "Krungthai 000-0-00000-0", "creditor-accounts-sure": "known" },
      loan: { "borrowed-day": "1", "borrowed-month": "12", "borrowed-year": "2565", written: "130,000", received: "130,000" },
      terms: { "terms-kind": "percent", rate: "5", "rate-period": "month" },
      payments: {
        "paid-how": "list",
        "payment-date": "5/1/2566",
        "payment-amount": "6,500",
        claimed: "130000",
      },
      papers: { contract: "both", guarantor: "yes", collateral: ["land", "vehicle"] },
      conduct: { conduct: "nothing", "odd-hours": "no", frequency: "less", urgent: "no" },
      wishes: { wish: ["refinance", "longer-term"] },
    },
  ],
};

/** 14 lenders, over 7,000 baht a day. https://thethaiger.com/news/national/thai-government-proposes-15-billion-baht-plan-for-informal-debtors-relief */
export const FOURTEEN_LENDERS = {
  life: {
    ...LIFE,
    contact: { phone: "๐๘๑๒๓๔๕๖๗๘", "phone-shared": "yes", "line-unknown": true },
    safety: { "contact-hours": "no-calls", "not-at-home": "yes", "safe-word-unknown": true },
    living: { occupation: "hired", "income-unknown": true, "expenses-unknown": true, "dependants-unknown": true },
  },
  debts: Array.from({ length: 14 }, (_, index) => ({
    creditor: {
      "creditor-kind": "unknown",
      "creditor-alias": `เฮียคนที่ ${index + 1} หมวกกันน็อก`,
      "creditor-alias-sure": "heard",
    },
    clues: {},
    loan: { "borrowed-unknown": true, "written-unknown": true, "received-unknown": true, "deducted-unknown": true },
    terms: { "terms-kind": "instalment", instalment: "520", "instalment-period": "day", "instalment-count-unknown": true },
    payments: { "paid-how": "unknown", "claimed-unknown": true },
    papers: { contract: "unknown", "blank-signed": "unknown", guarantor: "unknown", collateral: "unknown" },
    conduct: { conduct: "unknown", "odd-hours": "unknown", frequency: "unknown", urgent: "yes" },
    wishes: { wish: "unknown" },
  })),
};

/** The least that a person can say: where they live, and one creditor of whom nothing is known. */
export const NOTHING_KNOWN = {
  life: { province: LIFE.province, district: LIFE.district, address: { subdistrict: "490101" }, office: LIFE.office },
  debts: [{}],
};
