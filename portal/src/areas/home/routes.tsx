import type { PageRoute } from '../../shell/route-types.ts';

export const routes: readonly PageRoute[] = [
  { path: '/', title: { zh: '首页', en: 'Home' }, page: () => import('./home-page.tsx'), plain: true },
];
