import type { ThemeConfig } from 'antd';

/** antd in the look of styles/base.css: the same type, ink, lines and corners. */
export function antdTheme(primary: string): ThemeConfig {
  return {
    token: {
      colorPrimary: primary,
      colorInfo: primary,
      colorLink: primary,
      colorText: '#1d2733',
      colorTextSecondary: '#4c5967',
      colorTextTertiary: '#5d6975',
      colorTextPlaceholder: '#6b7682',
      colorBorder: '#c9d1d9',
      colorBorderSecondary: '#e3e8ed',
      colorSuccess: '#1a7f4b',
      colorWarning: '#a15c00',
      colorError: '#c0262d',
      colorBgLayout: '#f5f7f9',
      fontFamily: 'var(--type)',
      fontSize: 15,
      borderRadius: 6,
      controlHeight: 38,
      wireframe: false,
    },
    components: {
      Table: { headerBg: '#f5f7f9', headerColor: '#4c5967', cellPaddingBlock: 12 },
      Card: { headerFontSize: 17 },
    },
  };
}
