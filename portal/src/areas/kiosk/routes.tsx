import type { PageRoute } from '../../shell/route-types.ts';

export const routes: readonly PageRoute[] = [
  {
    path: '/kiosk',
    title: { zh: '仪器使用', en: 'Instrument use' },
    page: () => import('./kiosk-page.tsx'),
    plain: true,
    bare: true,
  },
];
