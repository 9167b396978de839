import { resolve } from 'node:path';
import tailwind from '@tailwindcss/vite';
import { defineConfig, type UserConfig } from 'vite';

const here = import.meta.dirname;
const served = resolve(here, '../static');

/** The one script that a shop adds: a single classic script, no module, no dependency. */
const loader: UserConfig = {
  publicDir: false,
  build: {
    outDir: served,
    emptyOutDir: false,
    target: 'es2022',
    lib: { entry: resolve(here, 'loader/main.ts'), formats: ['iife'], name: 'ShoptalkLoader', fileName: () => 'widget.js' },
  },
};

/** The faces that the service serves from its own origin, with content hashes in the names of their assets. */
const faces: UserConfig = {
  root: here,
  base: '/',
  publicDir: false,
  plugins: [tailwind()],
  build: {
    outDir: served,
    emptyOutDir: true,
    target: 'es2022',
    // A strict Content-Security-Policy allows neither inlined assets in CSS beyond data: images nor an injected polyfill.
    modulePreload: { polyfill: false },
    rollupOptions: { input: { panel: resolve(here, 'panel/index.html'), desk: resolve(here, 'desk/index.html') } },
  },
};

export default defineConfig(({ mode }) => (mode === 'loader' ? loader : faces));
