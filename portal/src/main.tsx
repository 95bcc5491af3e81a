import './styles/base.css';
import './styles/common.css';
import { createRoot } from 'react-dom/client';
import { startI18n } from './i18n/i18n.ts';
import { resumeSession } from './session/session-store.ts';
import { App } from './shell/app.tsx';
import { fetchFace } from './shell/face.ts';
import { routeAt } from './shell/routes.ts';
import { StartFailure } from './shell/start-failure.tsx';

const root = createRoot(document.getElementById('root') as HTMLElement);

async function start(): Promise<void> {
  const isCallback = location.pathname === '/login/callback';
  const first = routeAt(location.pathname);
  // Fetched beside the rest; the page itself says what goes wrong with it.
  first?.route.page().catch(() => undefined);
  const [face] = await Promise.all([fetchFace(), startI18n(first?.area), isCallback ? undefined : resumeSession()]);
  document.documentElement.style.setProperty('--brand', face.colours.primary);
  root.render(<App face={face} />);
}

start().catch((error: unknown) => {
  console.error(error);
  root.render(<StartFailure />);
});
