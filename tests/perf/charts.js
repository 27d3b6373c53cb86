export async function measureCharts() {}
