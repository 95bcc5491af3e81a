/** A field that a column can go to. */
export interface ImportField {
  readonly name: string;
  /** Header of our own template, both languages. */
  readonly zh: string;
  readonly en: string;
  /** Further headers, as `normaliseHeader` gives them: UNIQUIP/Jisc, asset registers, lists of other countries. */
  readonly synonyms: readonly string[];
  /** Several columns may go to it; their texts are joined by this. */
  readonly joinedBy?: string;
}

/** Every field of the import, in the order of the template. */
export const importFields: readonly ImportField[] = [
  {
    name: 'localId',
    zh: '内部编号',
    en: 'Local ID',
    synonyms: [
      'id',
      'equipmentid',
      'assetnumber',
      'assetid',
      '资产编号',
      '仪器编号',
      '设备编号',
      '编号',
      'eusinstrumentid',
      'itemid',
      'docid',
      '備品番号',
    ],
  },
  {
    name: 'name',
    zh: '仪器名称',
    en: 'Name',
    synonyms: [
      'equipmentname',
      'instrumentname',
      'title',
      '设备名称',
      '名称',
      '中文名称',
      'eusinstrumentname',
      '装置名',
      '機器名',
    ],
  },
  { name: 'nameEn', zh: '英文名称', en: 'English name', synonyms: ['nameen', 'eusdisplayname', '外文名称'] },
  {
    name: 'category',
    zh: '分类',
    en: 'Category',
    synonyms: ['type', 'categorygeneral', 'localcategoryname', 'domain', '仪器分类', '类别', '设备类别'],
  },
  {
    name: 'description',
    zh: '资源描述',
    en: 'Description',
    synonyms: ['描述', '简介', 'summary', 'abstract', '备注', '説明'],
    joinedBy: '\n',
  },
  {
    name: 'keywords',
    zh: '关键词',
    en: 'Keywords',
    synonyms: ['tags', 'categorydetail', 'ric', 'rik', 'technique'],
    joinedBy: ';',
  },
  {
    name: 'manufacturer',
    zh: '生产厂家',
    en: 'Manufacturer',
    synonyms: ['maker', 'vendor', 'brand', '制造商', '厂商', '生产厂商', '厂家', 'メーカー'],
  },
  { name: 'model', zh: '规格型号', en: 'Model', synonyms: ['modelname', 'modelnumber', '型号', '规格', '型式'] },
  { name: 'serialNumber', zh: '出厂编号', en: 'Serial number', synonyms: ['serialno', 'sn', '序列号', '出厂号'] },
  { name: 'countryOfOrigin', zh: '产地国别', en: 'Country of origin', synonyms: ['country', '国别', '产地', '国别码'] },
  {
    name: 'manufacturedOn',
    zh: '生产日期',
    en: 'Manufactured on',
    synonyms: ['manufacturedate', '制造日期', '出厂日期'],
  },
  {
    name: 'commissionedOn',
    zh: '启用日期',
    en: 'Commissioned on',
    synonyms: ['commissioned', 'purchasedate', 'startdate', '购置日期', '入库日期', '验收日期', '启用时间'],
  },
  {
    name: 'originalValue',
    zh: '原值（元）',
    en: 'Original value (CNY)',
    synonyms: ['originalvalue', 'price', 'value', 'cost', '原值', '单价', '金额', '设备原值', '价格', '原值元'],
  },
  {
    name: 'originalValueWan',
    zh: '原值（万元）',
    en: 'Original value (10,000 CNY)',
    synonyms: ['原值万元', '单价万元', '价值万元'],
  },
  {
    name: 'facility',
    zh: '所属部门',
    en: 'Facility',
    synonyms: [
      'department',
      'relatedfacilityid',
      'host',
      'orgname',
      'laboratory',
      'lab',
      '部门',
      '院系',
      '使用单位',
      '所属实验室',
      '实验室',
      '领用单位',
    ],
    joinedBy: ' · ',
  },
  {
    name: 'location',
    zh: '安放地点',
    en: 'Location',
    synonyms: [
      'sitelocation',
      'building',
      'room',
      'addressraw',
      'address',
      '地点',
      '存放地点',
      '存放地',
      '放置地点',
      '房间号',
      '設置場所',
    ],
    joinedBy: ', ',
  },
  { name: 'district', zh: '行政区划代码', en: 'District code', synonyms: ['districtcode', 'divisioncode', '区划代码'] },
  { name: 'functions', zh: '主要功能', en: 'Functions', synonyms: ['function', '功能', '主要功能及应用范围'] },
  {
    name: 'technicalIndicators',
    zh: '主要技术指标',
    en: 'Technical indicators',
    synonyms: ['specification', 'specifications', '技术指标', '仕様'],
  },
  { name: 'measuringRange', zh: '测量范围', en: 'Measuring range', synonyms: ['range', '量程'] },
  { name: 'standards', zh: '适用标准', en: 'Standards', synonyms: ['standard', '标准', '执行标准'], joinedBy: ';' },
  { name: 'accessories', zh: '附件', en: 'Accessories', synonyms: ['accessory', '主要附件'], joinedBy: ';' },
  {
    name: 'serviceContent',
    zh: '服务内容',
    en: 'Service content',
    synonyms: ['servicelevel', 'externaluse', '开放范围', '开放共享'],
  },
  { name: 'ratedHoursClass', zh: '定额机时类别', en: 'Rated hours class', synonyms: ['ratedclass', '设备属性'] },
  {
    name: 'contactName',
    zh: '联系人',
    en: 'Contact name',
    synonyms: ['contact', 'contactperson', '负责人', '机组负责人', '管理员'],
  },
  {
    name: 'contactTelephone',
    zh: '联系电话',
    en: 'Contact telephone',
    synonyms: ['telephone', 'phone', '电话', '联系方式'],
  },
  { name: 'contactEmail', zh: '电子邮箱', en: 'Contact email', synonyms: ['email', 'mail', '邮箱'] },
  {
    name: 'landingPage',
    zh: '网页',
    en: 'Web address',
    synonyms: ['webaddress', 'contacturl', 'url', 'sourceurl', 'website', '网址', '链接'],
  },
];

/** A header as it is compared: compatibility forms unified, lower case, without blanks and punctuation. */
export function normaliseHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');
}

/** Headers that say a file is a controlled vocabulary, not a list of instruments (all must occur). */
export const vocabularyHeaders: readonly (readonly string[])[] = [
  ['category', 'class', 'type', 'subtype', 'shortname', 'longname', 'uuid'],
  ['preflabel', 'broader', 'uri'],
];
