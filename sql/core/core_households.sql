-- Households by type for every level, summed from DeSO. SCB publishes no total here: it is the sum of the five types.
-- A sum that lacks a part, or has one without a value, has no value and says why.
WITH household_part AS (
  SELECT
    whole,
    part,
    COUNT(*) OVER (PARTITION BY whole) AS parts
  FROM (VALUES
    ('couple_children', 'couple_children'),
    ('couple_alone', 'couple_alone'),
    ('single_children', 'single_children'),
    ('single_alone', 'single_alone'),
    ('other', 'other'),
    ('with_children', 'couple_children'),
    ('with_children', 'single_children'),
    ('_T', 'couple_children'),
    ('_T', 'couple_alone'),
    ('_T', 'single_children'),
    ('_T', 'single_alone'),
    ('_T', 'other')
  ) AS listed(whole, part)
)
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  dwelling.period,
  dwelling.sex,
  household_part.whole AS household,
  CASE
    WHEN COUNT(dwelling.value) = MAX(core_area_part.parts) * MAX(household_part.parts)
    THEN SUM(dwelling.value)
  END AS households,
  COALESCE(
    MAX(CASE WHEN dwelling.value IS NULL THEN dwelling.status END),
    CASE
      WHEN COUNT(*) <> MAX(core_area_part.parts) * MAX(household_part.parts)
      THEN 'missing'
    END,
    MAX(CASE WHEN dwelling.status = 'provisional' THEN dwelling.status END),
    'final'
  ) AS status
FROM stg_scb__deso_households AS dwelling
JOIN household_part
  ON household_part.part = dwelling.household
JOIN core_area_part
  ON core_area_part.part_code = dwelling.area_code
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  dwelling.period,
  dwelling.sex,
  household_part.whole
