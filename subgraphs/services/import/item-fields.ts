import { ColumnMapper, type ImportField } from '../../../kernel/import/mapping.ts';
import type { TariffComponent } from '../../../ledger/types.ts';

/** The price columns and what they price, in yuan. */
export const PRICE_FIELDS: Readonly<Record<string, TariffComponent>> = {
  pricePerSample: 'SAMPLE',
  pricePerItem: 'ITEM',
  pricePerHour: 'HOUR',
  pricePerRun: 'RUN',
  priceOfConsumables: 'CONSUMABLE',
  pricePerOperatorHour: 'OPERATOR_HOUR',
};

/** Certificates that have columns of their own. */
export const CERTIFICATE_KINDS = ['CMA', 'CNAS'] as const;

const certificateFields = CERTIFICATE_KINDS.flatMap((kind): ImportField[] => {
  const name = kind.toLowerCase();
  return [
    {
      name: `${name}Number`,
      zh: `${kind}证书编号`,
      en: `${kind} number`,
      synonyms: [name, `${name}编号`, `${name}证书号`],
    },
    { name: `${name}Scope`, zh: `${kind}范围`, en: `${kind} scope`, synonyms: [`${name}能力范围`] },
    {
      name: `${name}ValidTo`,
      zh: `${kind}有效期至`,
      en: `${kind} valid to`,
      synonyms: [`${name}有效期`, `${name}expiry`],
    },
  ];
});

/** Every field of a catalogue of tests, in the order of the template. */
export const itemFields: readonly ImportField[] = [
  { name: 'localId', zh: '内部编号', en: 'Local ID', synonyms: ['id', '编号', '项目编号', '检测项目编号', 'itemid'] },
  {
    name: 'name',
    zh: '检测项目',
    en: 'Name',
    synonyms: ['项目名称', '检测项目名称', '名称', 'test', 'testitem', 'testname'],
  },
  { name: 'synonyms', zh: '别名', en: 'Synonyms', synonyms: ['同义词', '其他名称'] },
  { name: 'category', zh: '检测类别', en: 'Category', synonyms: ['类别', '分类', '检测领域'] },
  {
    name: 'standards',
    zh: '标准号',
    en: 'Standards',
    synonyms: ['标准', '检测标准', '依据标准', '检测依据', 'standard', 'standardnumber', 'method'],
    joinedBy: ';',
  },
  { name: 'specimen', zh: '样品要求', en: 'Specimen', synonyms: ['试样', '送样要求', 'sample'] },
  { name: 'instrumentIds', zh: '仪器标识', en: 'Instrument IDs', synonyms: ['instruments', '使用仪器'] },
  {
    name: 'turnaroundDays',
    zh: '检测周期(天)',
    en: 'Turnaround (days)',
    synonyms: ['周期', '检测周期', '周期天', 'turnaround'],
  },
  { name: 'minutesPerSample', zh: '每样品机时(分)', en: 'Minutes per sample', synonyms: ['机时', '每样品分钟'] },
  {
    name: 'pricePerSample',
    zh: '每样品(元)',
    en: 'Price per sample',
    synonyms: ['价格', '单价', '收费', '收费标准', 'price'],
  },
  { name: 'pricePerItem', zh: '每项(元)', en: 'Price per item', synonyms: ['项目费'] },
  { name: 'pricePerHour', zh: '每机时(元)', en: 'Price per hour', synonyms: ['机时费', '每小时元'] },
  { name: 'pricePerRun', zh: '每次(元)', en: 'Price per run', synonyms: ['每次费用'] },
  { name: 'priceOfConsumables', zh: '耗材(元)', en: 'Consumables', synonyms: ['耗材费'] },
  { name: 'pricePerOperatorHour', zh: '操作每小时(元)', en: 'Price per operator hour', synonyms: ['人工费'] },
  ...certificateFields,
  { name: 'reportLanguages', zh: '报告语言', en: 'Report languages', synonyms: ['语言', 'language', 'languages'] },
  { name: 'contactName', zh: '联系人', en: 'Contact name', synonyms: ['contact', '负责人'] },
  { name: 'contactTelephone', zh: '联系电话', en: 'Contact telephone', synonyms: ['telephone', 'phone', '电话'] },
  { name: 'contactEmail', zh: '电子邮箱', en: 'Contact email', synonyms: ['email', '邮箱'] },
];

/** The columns of a catalogue of tests. */
export const itemColumns = new ColumnMapper(itemFields, 'name');

/** Is this line a header: a name, and a standard or a price? */
export function isItemHeader(cells: readonly string[]): boolean {
  const fields = itemColumns.certain(cells);
  return (
    fields.has('name') && (fields.has('standards') || Object.keys(PRICE_FIELDS).some((price) => fields.has(price)))
  );
}
