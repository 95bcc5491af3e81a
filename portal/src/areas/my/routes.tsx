import type { PageRoute } from '../../shell/route-types.ts';

const scopes = ['user'];
/** Who stands for a party of the accounts: heads of units, users of firms, individuals for themselves. A unit's researchers do not. */
const debtors = ['UNIT_ADMINISTRATOR', 'FIRM_USER', 'INDIVIDUAL', 'SERVICE_PROVIDER', 'EXPERT'];

export const routes: readonly PageRoute[] = [
  {
    path: '/my/bookings',
    title: { zh: '我的预约', en: 'My bookings' },
    page: () => import('./bookings/bookings-page.tsx'),
    group: 'my',
    order: 10,
    scopes,
  },
  {
    path: '/my/bookings/:id',
    title: { zh: '预约', en: 'Booking' },
    page: () => import('./bookings/booking-page.tsx'),
    scopes,
  },
  {
    path: '/my/waitlist',
    title: { zh: '候补', en: 'Waitlist' },
    page: () => import('./bookings/waitlist-page.tsx'),
    group: 'my',
    order: 20,
    scopes,
  },
  {
    path: '/my/work-orders',
    title: { zh: '待签工作单', en: 'Work orders to sign' },
    page: () => import('./work/work-orders-page.tsx'),
    group: 'my',
    order: 30,
    scopes,
  },
  {
    path: '/my/statements',
    title: { zh: '结算单', en: 'Statements' },
    page: () => import('./money/statements-page.tsx'),
    group: 'my',
    order: 70,
    roles: debtors,
  },
  {
    path: '/my/statements/:id',
    title: { zh: '结算单', en: 'Statement' },
    page: () => import('./money/statement-page.tsx'),
    roles: debtors,
  },
  {
    path: '/my/notices',
    title: { zh: '通知', en: 'Notices' },
    page: () => import('./account/notices-page.tsx'),
    group: 'my',
    order: 80,
    scopes,
  },
  {
    path: '/my/account',
    title: { zh: '账户与安全', en: 'Account and security' },
    page: () => import('./account/account-page.tsx'),
    group: 'my',
    order: 90,
    scopes,
  },
  {
    path: '/my/account/erasure',
    title: { zh: '注销账户', en: 'Erase my account' },
    page: () => import('./account/erasure-page.tsx'),
    scopes,
    plain: true,
  },
  {
    path: '/my/account/erased',
    title: { zh: '账户已注销', en: 'Account erased' },
    page: () => import('./account/erased-page.tsx'),
    plain: true,
  },
];
