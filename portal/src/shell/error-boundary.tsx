import { Component, type ReactNode } from 'react';
import { BrokenPage } from '../parts/states.tsx';

interface State {
  readonly error: Error | null;
}

/** A page that throws is replaced by what the user can do; the frame around it stays. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidCatch(error: Error): void {
    console.error(error);
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <BrokenPage />;
  }
}
