-- How it is priced: as the contract says; by its agreed uplift; by the policy; else the same.
SELECT
    *,
    CASE
        WHEN contract_method <> '' THEN contract_method
        WHEN line_uplift_bp IS NOT NULL OR contract_uplift_bp IS NOT NULL THEN 'uplift'
        WHEN policy_method IS NOT NULL THEN policy_method
        ELSE 'same'
    END AS method,
    CASE
        WHEN contract_method <> '' THEN 'contract'
        WHEN line_uplift_bp IS NOT NULL OR contract_uplift_bp IS NOT NULL THEN 'agreed_uplift'
        WHEN policy_method IS NOT NULL THEN 'policy'
        ELSE 'default'
    END AS method_source
FROM {previous}
