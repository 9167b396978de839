// Builds every face into bot/web/static: the faces first (they empty the folder), then the loader beside them.
import { build } from 'vite';

for (const mode of ['production', 'loader']) await build({ mode, logLevel: 'warn' });
