import type { Platform } from './create-platform.ts';
import type { ImportReport, ImportRequest, Progress } from './operations.ts';

type Importer = (platform: Platform, request: ImportRequest, progress: Progress) => Promise<ImportReport>;

/** The kinds of lists that `mudan import` takes. */
export const importers: Readonly<Record<string, Importer>> = {};
