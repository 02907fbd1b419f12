-- Every value that an agency publishes ready-made, with its interval where the agency's table holds one.
SELECT
  'kolada__kpi' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_kolada__kpi
UNION ALL
SELECT
  'bra__ntu' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_bra__ntu
UNION ALL
SELECT
  'scb__citizen_survey' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_scb__citizen_survey
UNION ALL
SELECT
  'skolverket__grade9_school' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_skolverket__grade9_school
UNION ALL
SELECT
  dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  lower,
  upper,
  status
FROM core_health_survey
UNION ALL
SELECT
  'scb__regso_area_type' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_scb__regso_area_type
UNION ALL
SELECT
  'scb__regso_wage_income' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_scb__regso_wage_income
UNION ALL
SELECT
  'scb__deso_net_income' AS dataset,
  measure,
  area_code,
  period,
  sex,
  value,
  CAST(NULL AS DOUBLE) AS lower,
  CAST(NULL AS DOUBLE) AS upper,
  status
FROM stg_scb__deso_net_income
