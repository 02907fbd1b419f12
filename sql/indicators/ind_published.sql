-- The one model of all indicators of kind `published`. An interval comes from the agency's limits, or from the measure
-- that holds its half-width (`uncertainty_measure`); its limits stay above zero, and a share's below 100.
SELECT
  indicator_source.indicator,
  core_published.area_code,
  core_published.period,
  core_published.sex,
  '_T' AS category,
  core_published.value,
  CASE
    WHEN half_width.value IS NULL
    THEN core_published.lower
    WHEN core_published.value < half_width.value
    THEN 0
    ELSE core_published.value - half_width.value
  END AS lower,
  CASE
    WHEN half_width.value IS NULL
    THEN core_published.upper
    WHEN indicator_source.unit = 'percent' AND core_published.value + half_width.value > 100
    THEN 100
    ELSE core_published.value + half_width.value
  END AS upper,
  core_published.status
FROM seed.indicator_source AS indicator_source
JOIN core_published
  ON core_published.dataset = indicator_source.dataset
  AND core_published.measure = indicator_source.measure
JOIN core_area
  ON core_area.area_code = core_published.area_code
JOIN seed.source_level AS source_level
  ON source_level.indicator = indicator_source.indicator
  AND source_level.level = core_area.level
LEFT JOIN core_published AS half_width
  ON half_width.dataset = indicator_source.dataset
  AND half_width.measure = indicator_source.uncertainty_measure
  AND half_width.area_code = core_published.area_code
  AND half_width.period = core_published.period
  AND half_width.sex = core_published.sex
