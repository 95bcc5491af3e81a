export default { lead: '一个检索框，查遍全网的检测项目、仪器、专家、成果与文献。' };
