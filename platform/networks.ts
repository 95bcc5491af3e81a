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

/** The networks that `npm start` can bring up; the first platform gets the chosen port, each next one 100 more. */
export const networks = {
  two: [mudanjiang, heilongjiang],
} as const satisfies Record<string, readonly PlatformInfo[]>;

export type NetworkName = keyof typeof networks;
