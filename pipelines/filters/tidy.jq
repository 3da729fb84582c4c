# Takes away the fields that pipelines pass to their prompts: wk_...
if .error then . else
    with_entries(select(.key | startswith("wk_") | not))
end
