import type { PageRoute } from '../../shell/route-types.ts';

export const routes: readonly PageRoute[] = [
  {
    path: '/my/searches',
    title: { zh: '我的检索', en: 'Saved searches' },
    page: () => import('./searches-page.tsx'),
    group: 'my',
    order: 75,
    scopes: ['user'],
    plain: true,
  },
];
