import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The platform that `npx vite portal` talks to. Logging in needs the portal that the platform itself serves. */
const platform = process.env.MUDAN_ORIGIN ?? 'http://localhost:4000';
const PLATFORM_PATHS = ['/graphql', '/oidc', '/files', '/portal/config.json', '/calendar'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // The server puts a fresh nonce in this place with every page (strict CSP); antd's styles carry it as well.
  html: { cspNonce: '__MUDAN_CSP_NONCE__' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    target: 'es2023',
    manifest: true,
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: `${import.meta.dirname}/index.html`, login: `${import.meta.dirname}/src/styles/login.css` },
      // The provider's pages name their style by a fixed address.
      output: {
        assetFileNames: ({ names }) => (names.includes('login.css') ? 'login.css' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
  server: {
    proxy: Object.fromEntries(PLATFORM_PATHS.map((path) => [path, { target: platform, changeOrigin: true }])),
  },
});
