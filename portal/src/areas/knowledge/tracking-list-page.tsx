import { trackingList } from './kinds/tracking.tsx';
import { KnowledgeList } from './knowledge-list.tsx';

export default function TrackingListPage() {
  return <KnowledgeList of={trackingList} />;
}
