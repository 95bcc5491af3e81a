import { BarChart, LineChart, MapChart, PieChart } from 'echarts/charts';
import {
  DatasetComponent,
  GeoComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import './chart.css';

echarts.use([
  BarChart,
  LineChart,
  PieChart,
  MapChart,
  DatasetComponent,
  GeoComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

export { echarts };

/**
 * A chart. `label` tells in words what it shows; the figures themselves must also be on the page as a table or list. Tooltips are drawn, not
 * built of HTML (strict CSP). `onChart` hands out the chart for PNG export and `onPick` hears of clicks on a figure.
 */
export function Chart(props: {
  readonly option: echarts.EChartsCoreOption;
  readonly label: string;
  readonly height?: number;
  readonly onPick?: (pick: { readonly name: string; readonly series: string; readonly index: number }) => void;
  readonly onChart?: (chart: echarts.ECharts) => void;
}) {
  const { option, label, height = 320, onPick, onChart } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one chart for as long as its place is there
  useEffect(() => {
    if (place.current === null) return;
    const made = echarts.init(place.current);
    chart.current = made;
    onChart?.(made);
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(place.current);
    // Drawn text does not change by itself when its font arrives.
    const redraw = (): void => made.resize();
    document.fonts.addEventListener('loadingdone', redraw);
    return () => {
      watcher.disconnect();
      document.fonts.removeEventListener('loadingdone', redraw);
      made.dispose();
    };
  }, []);
  useEffect(() => {
    const tooltip = { renderMode: 'richText', confine: true, ...(option.tooltip as object | undefined) };
    const font = getComputedStyle(document.documentElement).fontFamily;
    const textStyle = { fontFamily: font, ...(option.textStyle as object | undefined) };
    chart.current?.setOption({ animation: false, ...option, textStyle, tooltip }, true);
  }, [option]);
  useEffect(() => {
    const made = chart.current;
    if (made === null || onPick === undefined) return;
    const hear = (event: { name: string; seriesName?: string; dataIndex: number }): void =>
      onPick({ name: event.name, series: event.seriesName ?? '', index: event.dataIndex });
    made.on('click', hear as never);
    return () => void made.off('click', hear as never);
  }, [onPick]);
  return <div ref={place} className="chart" role="img" aria-label={label} style={{ height }} />;
}
