/// <reference types="vite/client" />

/** Read by Vite (pages.ts): the routes files of all areas, by their path. */
export const routesByFile = import.meta.glob('../../portal/src/areas/*/routes.tsx', { eager: true });
