/** A standard as the list of the standardisation administration (全国标准信息公共服务平台, std.samr.gov.cn) has it. */
export interface SeedStandard {
  readonly number: string;
  readonly title: string;
  readonly status: 'CURRENT' | 'WITHDRAWN';
  readonly replacedBy: readonly string[];
}

const current = (number: string, title: string): SeedStandard => ({ number, title, status: 'CURRENT', replacedBy: [] });
const withdrawn = (number: string, title: string, ...replacedBy: string[]): SeedStandard => ({
  number,
  title,
  status: 'WITHDRAWN',
  replacedBy,
});

/** Standards of the seeded tests and the issues that they took the place of, by which people still ask. */
export const seedStandards: readonly SeedStandard[] = [
  withdrawn('GB/T 228-2002', '金属材料 室温拉伸试验方法', 'GB/T 228.1-2010'),
  withdrawn('GB/T 228.1-2010', '金属材料 拉伸试验 第1部分：室温试验方法', 'GB/T 228.1-2021'),
  current('GB/T 228.1-2021', '金属材料 拉伸试验 第1部分：室温试验方法'),
  withdrawn('GB/T 229-2007', '金属材料 夏比摆锤冲击试验方法', 'GB/T 229-2020'),
  current('GB/T 229-2020', '金属材料 夏比摆锤冲击试验方法'),
  withdrawn('GB/T 232-2010', '金属材料 弯曲试验方法', 'GB/T 232-2024'),
  current('GB/T 232-2024', '金属材料 弯曲试验方法'),
  withdrawn('GB/T 10125-2012', '人造气氛腐蚀试验 盐雾试验', 'GB/T 10125-2021'),
  current('GB/T 10125-2021', '人造气氛腐蚀试验 盐雾试验'),
  withdrawn('GB/T 6394-2002', '金属平均晶粒度测定法', 'GB/T 6394-2017'),
  current('GB/T 6394-2017', '金属平均晶粒度测定方法'),
  withdrawn('GB/T 50081-2002', '普通混凝土力学性能试验方法标准', 'GB/T 50081-2019'),
  current('GB/T 50081-2019', '混凝土物理力学性能试验方法标准'),
  withdrawn('GB 5009.12-2017', '食品安全国家标准 食品中铅的测定', 'GB 5009.12-2023'),
  current('GB 5009.12-2023', '食品安全国家标准 食品中铅的测定'),
];
