/** Where the records that notices are about are shown to their user, by the kind in their id (`mdj:booking:…`). */
const FOLDERS: Readonly<Record<string, string>> = {
  booking: '/my/bookings',
  statement: '/my/statements',
  instrument: '/instruments',
};

/** A notice's text without the record's id, where the notice links to the record instead (`编号 …。`, `Number ….`). */
export function withoutId(text: string, about: string): string {
  return text.replaceAll(`编号 ${about}。`, '').replaceAll(` Number ${about}.`, '').replaceAll(` ${about}`, '');
}

/** The page of the record that a notice is about; null for a kind that has none here. */
export function noticeAddress(about: string): string | null {
  const folder = FOLDERS[about.split(':')[1] ?? ''];
  return folder === undefined ? null : `${folder}/${encodeURIComponent(about)}`;
}
