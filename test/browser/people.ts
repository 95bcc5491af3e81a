import { fillLoginPage } from './login.ts';
import type { PortalWorld } from './portal.ts';
import type { Session, SessionOptions } from './session.ts';

/** Somebody's browser at a platform, logged in by the portal's button; `null` is a visitor. The page shown is the home page. */
export async function openAs(
  world: PortalWorld,
  username: string | null,
  platform = 'mdj',
  options: Partial<SessionOptions> = {},
): Promise<Session> {
  const session = await world.open(options);
  await session.page.goto(`${world.origin(platform)}/`);
  await session.settled();
  if (username !== null) await logIn(session, username);
  return session;
}

/** By the button in the header; waits until the portal shows whom it knows. */
export async function logIn({ page, settled }: Session, username: string): Promise<void> {
  await page
    .getByRole('button', { name: /^(登录|Log in)$/ })
    .first()
    .click();
  await page.waitForURL(/\/oidc\//);
  await fillLoginPage(page, username);
  await page.getByRole('button', { name: /^(退出|Log out)$/ }).waitFor();
  await settled();
}
