<<<<<<< HEAD:bot/web/static/assets/DayField-D9MTjyQ6.js
import{p as e,t}from"./jsxRuntime-c_FjqCtv.js";function n({label:n,value:r,onChange:i,required:a=!0}){let o=e();return t(`div`,{class:`flex flex-col gap-1`,children:[t(`label`,{for:o,class:`text-sm font-medium`,children:n}),t(`input`,{id:o,type:`date`,class:`input min-h-11 border-base-content/50 text-base`,required:a,value:r,onInput:e=>i(e.currentTarget.value)})]})}export{n as t};
=======
<<<<<<<< HEAD:bot/web/static/assets/DayField-7krcHm7N.js
import{p as e,t}from"./jsxRuntime-BjXvJLrQ.js";function n({label:n,value:r,onChange:i,required:a=!0}){let o=e();return t(`div`,{class:`flex flex-col gap-1`,children:[t(`label`,{for:o,class:`text-sm font-medium`,children:n}),t(`input`,{id:o,type:`date`,class:`input min-h-11 border-base-content/50 text-base`,required:a,value:r,onInput:e=>i(e.currentTarget.value)})]})}export{n as t};
========
import{p as e,t}from"./jsxRuntime-CGiyT6L_.js";function n({label:n,value:r,onChange:i,required:a=!0}){let o=e();return t(`div`,{class:`flex flex-col gap-1`,children:[t(`label`,{for:o,class:`text-sm font-medium`,children:n}),t(`input`,{id:o,type:`date`,class:`input min-h-11 border-base-content/50 text-base`,required:a,value:r,onInput:e=>i(e.currentTarget.value)})]})}export{n as t};
>>>>>>>> 33e4e02 (Let the shop's people send pictures and PDFs with an answer, looked into by content, and show them to the shopper, by a letter's link too: agents could only write):bot/web/static/assets/DayField-Caoa2Kps.js
>>>>>>> ab4f609 (Let the shop's people send pictures and PDFs with an answer, looked into by content, and show them to the shopper, by a letter's link too: agents could only write):bot/web/static/assets/DayField-7krcHm7N.js
