import { writeFileSync } from 'node:fs';
import { permissionsFile, permissionsTable } from './permissions.ts';

writeFileSync(permissionsFile, permissionsTable());
