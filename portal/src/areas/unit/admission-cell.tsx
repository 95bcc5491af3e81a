import { useTranslation } from 'react-i18next';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import type { AdmissionState, UnitAdmissionsQuery } from './generated.ts';

export type Admission = UnitAdmissionsQuery['admissions']['edges'][number]['node'];
/** The newest admission of an account or unit at the platform above. */
export type AdmissionOf = (subject: string) => Admission | undefined;

const TONES: Readonly<Record<AdmissionState, Tone>> = {
  REQUESTED: 'warn',
  ACCEPTED: 'good',
  REFUSED: 'bad',
  REVOKED: 'bad',
  WITHDRAWN: 'calm',
};

/** Is somebody known at the platform above, and if not, why? */
export function AdmissionCell({ admission }: { readonly admission: Admission | undefined }) {
  const { t } = useTranslation('unit');
  if (admission === undefined) return <>{t('admission.none')}</>;
  return (
    <>
      <StateTag tone={TONES[admission.state]}>{t(`admission.${admission.state}`)}</StateTag>
      {admission.reason ? <span className="second">{admission.reason}</span> : null}
    </>
  );
}
