-- Reported offences by place of offence for DeSO and every level up to the municipality, with the residents of the
-- year. Reports without a place count in the municipality only. A sum that lacks a DeSO has no value and says why.
WITH summed AS (
  SELECT
    core_area_part.whole_code AS area_code,
    core_area_part.whole_level AS level,
    offence.period,
    offence.measure,
    SUM(offence.value) AS offences,
    COALESCE(
      MAX(CASE WHEN offence.value IS NULL THEN offence.status END),
      CASE
        WHEN COUNT(CASE WHEN core_area_part.part_level = 'deso' THEN offence.value END) <> COALESCE(
          MAX(CASE WHEN core_area_part.part_level = 'deso' THEN core_area_part.parts END),
          -1
        )
        THEN 'missing'
      END,
      MAX(CASE WHEN offence.status = 'provisional' THEN offence.status END),
      'final'
    ) AS status
  FROM stg_polisen__reported_offences AS offence
  JOIN core_area_part
    ON core_area_part.part_code = offence.area_code
  WHERE
    core_area_part.whole_level IN ('deso', 'regso', 'ort', 'kommun')
  GROUP BY
    core_area_part.whole_code,
    core_area_part.whole_level,
    offence.period,
    offence.measure
)
SELECT
  summed.area_code,
  summed.level,
  summed.period,
  '_T' AS sex,
  summed.measure,
  CASE WHEN summed.status IN ('final', 'provisional') THEN summed.offences END AS offences,
  core_population.persons,
  CASE
    WHEN summed.status = 'final' OR (
      summed.status = 'provisional' AND core_population.persons IS NULL
    )
    THEN COALESCE(core_population.status, 'missing')
    ELSE summed.status
  END AS status
FROM summed
LEFT JOIN core_population
  ON core_population.area_code = summed.area_code
  AND core_population.period = summed.period
  AND core_population.sex = '_T'
  AND core_population.age = '_T'
