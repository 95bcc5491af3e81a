import type { Role } from '../kernel/caller.ts';

/** The password of every demo account. They exist only in demo mode (embedded store, not `--production`). */
export const demoPassword = 'mudan-demo-2012';

/** The documented TOTP secret of the demo administrators (base32): the demo passes the same doors as production. */
export const demoTotpSecret = 'MUDANDEMOSECRET234567ABCDEFGHIJK';

export interface DemoAccount {
  readonly platform: string;
  readonly username: string;
  readonly name: string;
  /** For the banner. */
  readonly label: string;
  /** `unit` is the seed's key of the unit; absent: the platform itself. */
  readonly unit?: string;
  readonly roles: readonly Role[];
  readonly totpSecret?: string;
  /** The platform above where this user is admitted (second level); absent: a user of the first level only. */
  readonly admittedAt?: string;
}

const administrator = { totpSecret: demoTotpSecret } as const;

/** One account per role that the walkthrough and the README use. Units are named by their key in `seed/units.ts`. */
export const demoAccounts: readonly DemoAccount[] = [
  {
    platform: 'mdj',
    username: 'mdj-admin',
    name: '牡丹江平台管理员',
    label: '平台管理员 platform administrator',
    roles: ['PLATFORM_ADMINISTRATOR'],
    ...administrator,
  },
  {
    platform: 'mdj',
    username: 'mdj-staff',
    name: '王晓梅',
    label: '平台工作人员 platform staff',
    roles: ['PLATFORM_STAFF'],
  },
  {
    platform: 'mdj',
    username: 'mdj-unit',
    name: '李建国',
    label: '加盟单位管理员 unit administrator',
    unit: 'mdj-unit-01',
    roles: ['UNIT_ADMINISTRATOR'],
    ...administrator,
  },
  {
    platform: 'mdj',
    username: 'mdj-lab',
    name: '赵立新',
    label: '仪器管理员 instrument administrator',
    unit: 'mdj-unit-01',
    roles: ['INSTRUMENT_ADMINISTRATOR'],
    ...administrator,
  },
  {
    platform: 'mdj',
    username: 'mdj-unit2',
    name: '孙丽华',
    label: '第二单位管理员 second unit administrator',
    unit: 'mdj-unit-02',
    roles: ['UNIT_ADMINISTRATOR', 'INSTRUMENT_ADMINISTRATOR'],
    ...administrator,
  },
  {
    platform: 'mdj',
    username: 'researcher',
    name: '陈思远',
    label: '科研人员 researcher',
    unit: 'mdj-unit-02',
    roles: ['RESEARCHER'],
    admittedAt: 'hlj',
  },
  {
    platform: 'mdj',
    username: 'researcher2',
    name: '刘雨桐',
    label: '科研人员 second researcher',
    unit: 'mdj-unit-01',
    roles: ['RESEARCHER'],
  },
  {
    platform: 'mdj',
    username: 'engineer',
    name: '周海涛',
    label: '企业工程师 engineer of a firm',
    unit: 'mdj-firm-01',
    roles: ['FIRM_USER'],
    admittedAt: 'hlj',
  },
  {
    platform: 'mdj',
    username: 'newcomer',
    name: '沈立新',
    label: '个人用户，将登记新单位 individual who will register a unit',
    roles: ['INDIVIDUAL'],
    ...administrator,
  },
  { platform: 'mdj', username: 'auditor', name: '吴敏', label: '审计 auditor', roles: ['AUDITOR'] },
  {
    platform: 'hlj',
    username: 'hlj-admin',
    name: '省平台管理员',
    label: '平台管理员 platform administrator',
    roles: ['PLATFORM_ADMINISTRATOR'],
    ...administrator,
  },
  {
    platform: 'hlj',
    username: 'hlj-staff',
    name: '郑国强',
    label: '平台工作人员 platform staff',
    roles: ['PLATFORM_STAFF'],
  },
  {
    platform: 'hlj',
    username: 'hlj-unit',
    name: '冯雪',
    label: '加盟单位管理员 unit administrator',
    unit: 'hlj-unit-001',
    roles: ['UNIT_ADMINISTRATOR'],
    ...administrator,
  },
  {
    platform: 'hlj',
    username: 'hlj-lab',
    name: '何志刚',
    label: '仪器管理员 instrument administrator',
    unit: 'hlj-unit-001',
    roles: ['INSTRUMENT_ADMINISTRATOR'],
    ...administrator,
  },
  {
    platform: 'hlj',
    username: 'official',
    name: '马文',
    label: '省厅官员 provincial official',
    roles: ['PROVINCIAL_OFFICIAL'],
  },
  {
    platform: 'qqr',
    username: 'qqr-researcher',
    name: '韩冰',
    label: '科研人员 researcher of another city',
    roles: ['RESEARCHER'],
  },
  {
    platform: 'ningan',
    username: 'ningan-user',
    name: '于洋',
    label: '个人用户 individual of a county',
    roles: ['INDIVIDUAL'],
  },
];
