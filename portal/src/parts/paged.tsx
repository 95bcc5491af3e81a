import type { ReactNode } from 'react';
import type { Pages } from '../graph/use-pages.ts';
import { MoreButton } from './more-button.tsx';
import { Empty, Failed, Loading } from './states.tsx';

/** A list that is read page by page: on its way, failed, empty, or there, with the button for more. `children` shows what was read so far. */
export function Paged(props: {
  readonly pages: Pages<unknown>;
  /** What an empty list says; a plain "nothing here" when absent. */
  readonly empty?: ReactNode;
  readonly children: ReactNode;
}) {
  const { pages } = props;
  if (pages.first === undefined)
    return pages.failure ? <Failed failure={pages.failure} retry={pages.refresh} /> : <Loading />;
  if (pages.nodes.length === 0) return props.empty ?? <Empty />;
  return (
    <>
      {props.children}
      {pages.failure ? <Failed failure={pages.failure} retry={pages.more} /> : null}
      <MoreButton pages={pages} />
    </>
  );
}
