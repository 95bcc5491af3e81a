import type { PlatformInfo } from '../kernel/types.ts';

const timeZone = 'Asia/Shanghai';

const heilongjiang: PlatformInfo = {
  id: 'hlj',
  name: { zh: '黑龙江省科技创新创业共享服务平台', en: 'Heilongjiang S&T Resource-Sharing Platform' },
  level: 'PROVINCE',
  parent: null,
  timeZone,
};

const mudanjiang: PlatformInfo = {
  id: 'mdj',
  name: { zh: '牡丹江市科技创新创业资源共享服务平台', en: 'Mudanjiang S&T Resource-Sharing Platform' },
  level: 'CITY',
  parent: 'hlj',
  timeZone,
};

const nation: PlatformInfo = {
  id: 'cn',
  name: { zh: '国家科技资源共享服务平台', en: 'National S&T Resource-Sharing Platform' },
  level: 'NATION',
  parent: null,
  timeZone,
};

const qiqihar: PlatformInfo = {
  id: 'qqr',
  name: { zh: '齐齐哈尔市科技资源共享服务平台', en: 'Qiqihar S&T Resource-Sharing Platform' },
  level: 'CITY',
  parent: 'hlj',
  timeZone,
};

const ningan: PlatformInfo = {
  id: 'ningan',
  name: { zh: '宁安市科技资源共享服务平台', en: "Ning'an S&T Resource-Sharing Platform" },
  level: 'COUNTY',
  parent: 'mdj',
  timeZone,
};

/** The networks that `npm start` can bring up; the first platform gets the chosen port, each next one 100 more. */
export const networks = {
  two: [mudanjiang, heilongjiang],
  five: [mudanjiang, { ...heilongjiang, parent: nation.id }, nation, qiqihar, ningan],
} as const satisfies Record<string, readonly PlatformInfo[]>;

export type NetworkName = keyof typeof networks;
