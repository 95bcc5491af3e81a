import { expect, test } from 'vitest';
import { noticeAddress, withoutId } from './notice-address.ts';

test('a notice leads to its record by the kind in the id', () => {
  expect(noticeAddress('mdj:booking:01K')).toBe('/my/bookings/mdj%3Abooking%3A01K');
  expect(noticeAddress('hlj:instrument:01K')).toBe('/instruments/hlj%3Ainstrument%3A01K');
  expect(noticeAddress('mdj:unit:01K')).toBeNull();
  expect(noticeAddress('')).toBeNull();
});

test('ids are for programs: the text is shown without', () => {
  const id = 'mdj:booking:01K';
  expect(withoutId(`预约已取消：扫描电镜。编号 ${id}。原因：停电。`, id)).toBe('预约已取消：扫描电镜。原因：停电。');
  expect(withoutId(`It was moved: SEM. Number ${id}. Asked by Chen.`, id)).toBe('It was moved: SEM. Asked by Chen.');
  expect(withoutId(`陈思远 已验收工作单 ${id}。`, id)).toBe('陈思远 已验收工作单。');
});
