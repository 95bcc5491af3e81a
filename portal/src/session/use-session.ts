import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from './claims.ts';
import { login, logout, sessionStore } from './session-store.ts';

export interface Session {
  /** Null for a visitor. */
  readonly user: User | null;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Id of the user's unit. */
  readonly unit: string | null;
  /** Leaves for the login page; comes back to `returnTo` (a path), the current page when absent. */
  login(returnTo?: string): void;
  logout(): void;
}

const NONE: readonly string[] = [];

/** Who uses the portal. For showing and hiding only: the graph decides what is allowed. */
export function useSession(): Session {
  const user = useSyncExternalStore(sessionStore.subscribe, sessionStore.user);
  const { i18n } = useTranslation('frame');
  return {
    user,
    roles: user?.roles ?? NONE,
    scopes: user?.scopes ?? NONE,
    unit: user?.unit ?? null,
    login: (returnTo) => void login(i18n.language, returnTo),
    logout,
  };
}
