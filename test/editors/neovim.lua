-- Opens the server as a person's configuration does (docs/editors.md), asks, prints, and quits. Runs in Neovim 0.7 and later.
local words = vim.split(vim.env.PODNS_SERVER, "\n")
local print_line = function(text)
  io.stdout:write(text:gsub("\n", " ") .. "\n")
end
local published = {}
local before = vim.lsp.handlers["textDocument/publishDiagnostics"]
local id = vim.lsp.start_client({
  name = "podns",
  cmd = words,
  root_dir = vim.fn.getcwd(),
  workspace_folders = { { name = "workspace", uri = vim.uri_from_fname(vim.fn.getcwd()) } },
  handlers = {
    ["textDocument/publishDiagnostics"] = function(err, result, ctx, config)
      published = result.diagnostics
      if before then before(err, result, ctx, config) end
    end,
  },
})
vim.bo.filetype = "yaml"
vim.lsp.buf_attach_client(0, id)
local client
vim.wait(60000, function()
  client = vim.lsp.get_client_by_id(id)
  return client ~= nil and client.server_capabilities ~= nil
end, 50)
local document = { uri = vim.uri_from_bufnr(0) }
local ask = function(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 30000) or {}
  local answer = answers[id] or {}
  if answer.err or answer.error then print_line("error " .. vim.inspect(answer.err or answer.error)) end
  return answer.result
end
local at = { textDocument = document, position = { line = 5, character = 15 } }
local hover = ask("textDocument/hover", at)
print_line("hover " .. vim.inspect(hover and hover.contents))
local definition = ask("textDocument/definition", at)
local place = definition and (definition[1] or definition) or {}
local range = place.targetSelectionRange or place.range
print_line("definition " .. vim.fn.fnamemodify(vim.uri_to_fname(place.targetUri or place.uri), ":t") .. ":" .. (range.start.line + 1))
-- A newer Neovim pulls findings, an older one gets them pushed.
vim.wait(30000, function()
  if #published > 0 then return true end
  if client.server_capabilities.diagnosticProvider and vim.lsp.diagnostic.on_diagnostic then
    local report = ask("textDocument/diagnostic", { textDocument = document })
    published = report and report.items or {}
  end
  return #published > 0
end, 200)
for _, finding in ipairs(published) do print_line("finding " .. finding.message) end
vim.lsp.stop_client(id)
vim.wait(2000, function() return vim.lsp.get_client_by_id(id) == nil end, 50)
vim.cmd("qa!")
